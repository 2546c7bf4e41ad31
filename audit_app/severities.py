"""What a certification body calls the severities of a nonconformity (一般 or 轻微, 严重): its own setting, on every screen and paper."""

from flask import g, has_request_context
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.rules.vocabulary import SEVERITIES, SEVERITY_LABELS, Words
from audit_app.store import people


def labels_of(connection: Connection, organisation: str) -> Words:
    """The words of an organisation's audits by severity, in the reader's language."""
    return _labels(people.get_setting(connection, organisation, "severity_words"))


def labels() -> Words:
    """Those of the reader's own organisation; they came with the session."""
    session = g.get("session") if has_request_context() else None
    return _labels(session["severity_words"] if session else None)


def label(severity: str) -> str:
    return labels()[severity]


def _labels(chosen: str | None) -> Words:
    return {name: _(word) for name, word in SEVERITY_LABELS.get(chosen or "", SEVERITIES).items()}
