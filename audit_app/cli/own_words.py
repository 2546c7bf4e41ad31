"""Requests that the server refuses before the application sees them (an upload over the limit, a broken head), answered
in our words: a page in both languages, or JSON for programs and tablets."""

import json

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from audit_app.errors import JSON_PATHS

LARGEST = 64 << 20
"""Bytes of one request, with all its files."""
TOO_LARGE = (
    f"上传的内容超过了 {LARGEST >> 20} MB，没有改动任何内容。请返回上一页，换一个小一些的文件，或者分几次上传。",
    f"The upload is larger than {LARGEST >> 20} MB; nothing was changed. Go back, and choose a smaller file or upload in parts.",
)
BROKEN = (
    "请求的写法不对，没有改动任何内容。请返回上一页再试一次。",
    "The request was not well formed; nothing was changed. Go back and try again.",
)
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>贯标审核</title><link rel="stylesheet" href="/static/site.css"></head>
<body><main class="message" id="main"><h1>没有完成 · Not done</h1><p>{chinese}</p><p lang="en">{english}</p>
<div class="acts"><a class="btn line" href="/">返回首页 · Home</a></div></main></body></html>
"""


class InOwnWords(ErrorTask):
    """Answers what could not become a request."""

    def execute(self) -> None:
        code, reason = self.request.error.code, self.request.error.reason
        chinese, english = TOO_LARGE if code == 413 else BROKEN
        if self._wants_json():
            kind = "application/json"
            body = json.dumps(
                {"code": f"http_{code}", "message": chinese, "message_en": english, "status": str(code)},
                ensure_ascii=False,
            )
        else:
            kind, body = "text/html; charset=utf-8", PAGE.format(chinese=chinese, english=english)
        content = body.encode()
        self.status = f"{code} {reason}"
        self.response_headers += [
            ("Content-Type", kind),
            ("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)

    def _wants_json(self) -> bool:
        path = str(getattr(self.request, "path", ""))
        return path.startswith(JSON_PATHS) or self.request.headers.get("ACCEPT", "").startswith("application/json")


class Channel(HTTPChannel):
    """A connection whose refusals are ours."""

    error_task_class = InOwnWords
