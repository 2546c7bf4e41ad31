"""Every way a request can end badly, answered in one place: a page, an htmx part or a JSON problem with the same sentence."""

import errno
import logging
import secrets

from flask import Flask, current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from audit_app.rules.refusals import STATUS, Refused
from audit_app.show import show
from audit_app.store.db import Moved, WriterBusy

FULL = {errno.ENOSPC, errno.EDQUOT}
NO_WRITES = {errno.EROFS, errno.EPERM, errno.EACCES}
NO_WRITES_NAMES = tuple(f"SQLITE_{name}" for name in (
    "READONLY", "IOERR_WRITE", "IOERR_FSYNC", "IOERR_DIR_FSYNC", "IOERR_TRUNCATE", "IOERR_DELETE", "IOERR_SHM", "CANTOPEN",
))  # fmt: skip
"""How SQLite names a file that takes no writes; a disk that became read-only under it fails in the midst of one."""
OF_FILE = {
    "regulator.annex3_file": "regulator.export",
    "regulator.template": "regulator.campaign",
    "admin.contents": "admin.editions",
}
"""The page on which a file is offered: after signing in one goes back there, for a file alone would leave the form standing."""
JSON_PATHS = ("/api/", "/field/sync", "/field/uploads")
PAGES = {403, 404, 422, 429, 500}
logger = logging.getLogger("audit_app")


def wants_json() -> bool:
    return request.path.startswith(JSON_PATHS) or request.accept_mimetypes.best == "application/json"


def answer(
    status: int, code: str, sentence: str, headers: dict[str, str] | None = None, advice: str | None = ""
) -> Response:
    """The one shape of every refusal. A page has its own advice (None) only where the sentence does not say what to do."""
    if wants_json():
        return {"code": code, "message": sentence, "status": str(status)}, status, headers or {}  # type: ignore[return-value]
    page = status if status in PAGES else 422
    response = show(f"errors/{page}.html", None, status, code=code, sentence=sentence, advice=advice)
    response.headers.update(headers or {})
    return response


def sentence_of(refusal: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return refusal.in_words(_)


def on_refused(refusal: Refused) -> Response:
    return answer(STATUS.get(refusal.code, 422), refusal.code, sentence_of(refusal))


def foreign_host() -> Response:
    """A request for a host name that is not ours: no page of ours has an address there, so plain words say it."""
    chinese = "这里不应答这个主机名。请用管理员给的地址打开。"
    words = f"{chinese}\nThis host name is not served here. Open the address your administrator gave you.\n"
    return Response(words, 400, content_type="text/plain; charset=utf-8")


def on_http(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, SecurityError):
        return foreign_host()
    if status == 401 and not wants_json() and request.method == "GET":
        return redirect(url_for("auth.sign_in", next=page_asked()))
    if status == 405 and not wants_json() and request.method in ("GET", "HEAD"):
        return redirect(page_above())
    if error.response is not None:
        return error.response
    sentences = {
        400: _("请求的写法不对，没有改动任何内容。"),
        401: _("请先登录。"),
        403: _("您的角色不能打开这一页，或不能做这件事。"),
        404: _("地址可能写错了，或者内容不属于您的单位。"),
        405: _("这个地址不接受这种请求。"),
        413: _("内容超过了大小限制。"),
        415: _("不接受这种内容类型。"),
        422: _("有内容不合要求。"),
        429: _("为了账号安全，暂时不能再试。"),
    }
    headers = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
    return answer(status, f"http_{status}", sentences.get(status, _("请求没有完成。")), headers, None)


def page_above() -> str:
    """The page of an address that only takes what a form sends: the nearest one above it that can be opened."""
    adapter = current_app.create_url_adapter(request)
    parts = request.path.rstrip("/").split("/")
    paths = ["/".join(parts[:n]) for n in range(len(parts) - 1, 1, -1)]
    return next((path for path in paths if adapter and adapter.test(path, method="GET")), "/")


def page_asked() -> str:
    """Where somebody who must sign in first wanted to be."""
    page = OF_FILE.get(request.endpoint or "")
    if page is None or request.args.get("show"):
        return request.full_path.rstrip("?")
    campaign = {name: value for name, value in (request.view_args or {}).items() if name == "campaign"}
    return url_for(page, **{**request.args.to_dict(), **campaign})


def is_full(error: Exception) -> bool:
    """Whether there was no room left: on our own disk, or on the database's (SQLITE_FULL, PostgreSQL's 53100)."""
    cause = getattr(error, "orig", None) or error
    ours = isinstance(cause, OSError) and cause.errno in FULL
    return ours or getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"


def is_read_only(error: Exception) -> bool:
    """Whether the database, the store, or the disk under them, takes no writes at all (SQLite's words, PostgreSQL's 25006)."""
    cause = getattr(error, "orig", None) or error
    ours = isinstance(cause, OSError) and cause.errno in NO_WRITES
    named = str(getattr(cause, "sqlite_errorname", "")).startswith(NO_WRITES_NAMES)
    return ours or named or getattr(cause, "sqlstate", "") == "25006"


def on_failure(error: Exception) -> Response:
    if is_full(error):
        logger.error("no space at %s: %r", request.path, error)
        return answer(
            507,
            "no_space",
            _("服务器存储空间不足，这次没有改动任何内容，平板上的内容不受影响。请联系管理员，稍后再试。"),
        )
    if request.method not in ("GET", "HEAD") and is_read_only(error):
        logger.error("no writes at %s: %r", request.path, error)
        return answer(
            507,
            "no_writes",
            _("服务器暂时只能查看，不能保存，这次没有改动任何内容，平板上的内容不受影响。请联系管理员。"),
        )
    if isinstance(error, WriterBusy | NoConnection):
        logger.error("the writers' lock was not free at %s", request.path)
        return answer(
            503,
            "busy_writers",
            _("服务器正在写入别的内容，这次没有改动任何内容，平板上的内容不受影响。请过一分钟再试。"),
            {"Retry-After": "60"},
        )
    if isinstance(error, Moved):
        logger.error(
            "the database's file was exchanged or taken away under the running server: %s; start it anew", error
        )
        return answer(
            503,
            "moved",
            _("服务器的数据文件刚刚被换掉，这次没有改动任何内容，平板上的内容不受影响。请管理员重新启动服务。"),
            {"Retry-After": "60"},
        )
    mark = secrets.token_hex(4)
    logger.exception("failure %s at %s by %s", mark, request.path, getattr(g.get("actor"), "id", None))
    return answer(500, "failure", _("服务器出错了，编号 %(mark)s。已经存下的内容不受影响，请稍后再试。", mark=mark))


def register(app: Flask) -> None:
    app.register_error_handler(Refused, on_refused)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_failure)
