"""Every way a request can end badly, answered in one place: a page, an htmx part or a JSON problem with the same sentence."""

import errno
import logging
import secrets

from flask import Flask, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from audit_app.rules.refusals import STATUS, Refused
from audit_app.show import show

FULL = {errno.ENOSPC, errno.EDQUOT}
PAGES = {403, 404, 422, 429, 500}
logger = logging.getLogger("audit_app")


def wants_json() -> bool:
    return (
        request.path.startswith(("/api/", "/field/sync", "/field/uploads"))
        or request.accept_mimetypes.best == "application/json"
    )


def answer(status: int, code: str, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """The one shape of every refusal."""
    if wants_json():
        return {"code": code, "message": sentence, "status": str(status)}, status, headers or {}  # type: ignore[return-value]
    page = status if status in PAGES else 422
    response = show(f"errors/{page}.html", None, status, code=code, sentence=sentence)
    response.headers.update(headers or {})
    return response


def sentence_of(refusal: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return refusal.in_words(_)


def on_refused(refusal: Refused) -> Response:
    return answer(STATUS.get(refusal.code, 422), refusal.code, sentence_of(refusal))


def on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 401 and not wants_json() and request.method == "GET":
        return redirect(url_for("auth.sign_in", next=request.full_path.rstrip("?")))
    if error.response is not None:
        return error.response
    sentences = {
        400: _("请求的写法不对，没有改动任何内容"),
        401: _("请先登录"),
        403: _("你没有这项权限"),
        404: _("没有这一页，或者它不在你的范围内"),
        405: _("这个地址不接受这种请求"),
        413: _("内容超过了大小限制"),
        415: _("不接受这种内容类型"),
        422: _("有内容不合要求"),
        429: _("试得太多了，请过一会儿再来"),
    }
    headers = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
    return answer(status, f"http_{status}", sentences.get(status, _("请求没有完成")), headers)


def is_full(error: Exception) -> bool:
    """Whether there was no room left: on our own disk, or on the database's (SQLITE_FULL, PostgreSQL's 53100)."""
    cause = getattr(error, "orig", None) or error
    ours = isinstance(cause, OSError) and cause.errno in FULL
    return ours or getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"


def on_failure(error: Exception) -> Response:
    if is_full(error):
        logger.error("no space at %s: %r", request.path, error)
        return answer(
            507, "no_space", _("服务器存储空间不足，这次没有改动任何内容，平板上的内容不受影响。请联系管理员，稍后再试")
        )
    mark = secrets.token_hex(4)
    logger.exception("failure %s at %s by %s", mark, request.path, getattr(g.get("actor"), "id", None))
    return answer(500, "failure", _("服务器出错了，编号 %(mark)s。已经存下的内容不受影响，请稍后再试", mark=mark))


def register(app: Flask) -> None:
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_failure)
