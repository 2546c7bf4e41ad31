"""HANDLERS: which function carries out which kind. One table, put together from one table a subject."""

from audit_app.ops import Verb, audits, held, people

HANDLERS: dict[str, Verb] = {
    **people.VERBS,
    **audits.VERBS,
    **held.VERBS,
}
