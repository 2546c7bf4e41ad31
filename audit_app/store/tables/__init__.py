"""One MetaData: every table and every constraint, one file a subject. What rows mean is said here; who may change them is not.

Instants are UTC text with milliseconds (`2023-10-27T02:42:00.000Z`), dates `YYYY-MM-DD` text, booleans 0/1, lists and
records JSON text that is never filtered inside. Every row belongs to one organisation, directly or by its parent.
"""

from audit_app.store.tables.audits import audit_team, audits, clause_owners, clients, visit_departments, visits
from audit_app.store.tables.campaigns import campaigns, city_rounds, issued_documents
from audit_app.store.tables.columns import metadata
from audit_app.store.tables.draws import draws, past_draws, supplementary_draws
from audit_app.store.tables.editions import editions
from audit_app.store.tables.followups import rectifications, reminder_checks, reminders
from audit_app.store.tables.interviews import regulatory_interview_checks, regulatory_interviews
from audit_app.store.tables.judgements import judgements
from audit_app.store.tables.log import effects, head, heads, held, log
from audit_app.store.tables.nonconformities import nonconformities
from audit_app.store.tables.organisations import organisations, settings
from audit_app.store.tables.people import access_log, credentials, known_devices, rate_windows, sessions, users
from audit_app.store.tables.photos import digests, originals, photos, uploads
from audit_app.store.tables.records import interviews, records
from audit_app.store.tables.registers import inspectors, register_rows, registers
from audit_app.store.tables.samples import samples
from audit_app.store.tables.search import search
from audit_app.store.tables.spot_checks import spot_check_inspectors, spot_checks

__all__ = [
    "access_log",
    "audit_team",
    "audits",
    "campaigns",
    "city_rounds",
    "clause_owners",
    "clients",
    "credentials",
    "digests",
    "draws",
    "editions",
    "effects",
    "head",
    "heads",
    "held",
    "inspectors",
    "interviews",
    "issued_documents",
    "judgements",
    "known_devices",
    "log",
    "metadata",
    "nonconformities",
    "organisations",
    "originals",
    "past_draws",
    "photos",
    "rate_windows",
    "records",
    "rectifications",
    "register_rows",
    "registers",
    "regulatory_interview_checks",
    "regulatory_interviews",
    "reminder_checks",
    "reminders",
    "samples",
    "search",
    "sessions",
    "settings",
    "spot_check_inspectors",
    "spot_checks",
    "supplementary_draws",
    "uploads",
    "users",
    "visit_departments",
    "visits",
]
