"""One way to a document in the wanted format; each format's writer is in its own file."""

from collections.abc import Callable

from audit_app.documents.annex import AnnexData
from audit_app.documents.annex_docx import annex_docx
from audit_app.documents.annex_pdf import annex_pdf
from audit_app.documents.annex_xlsx import annex_xlsx

WRITERS: dict[str, Callable[[AnnexData], bytes]] = {"xlsx": annex_xlsx, "docx": annex_docx, "pdf": annex_pdf}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def render_annex(data: AnnexData, kind: str) -> bytes:
    """The annex as `xlsx`, `docx` or `pdf`. Raises KeyError for another kind."""
    return WRITERS[kind](data)
