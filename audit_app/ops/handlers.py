"""HANDLERS: which function carries out which kind. One table, put together from one table a subject."""

from audit_app.ops import (
    Verb,
    audits,
    campaigns,
    followups,
    held,
    interviews,
    judgements,
    nonconformities,
    people,
    photos,
    records,
    registers,
    samples,
    spot_checks,
)

HANDLERS: dict[str, Verb] = {
    **people.VERBS,
    **audits.VERBS,
    **held.VERBS,
    **interviews.VERBS,
    **judgements.VERBS,
    **nonconformities.VERBS,
    **photos.VERBS,
    **records.VERBS,
    **samples.VERBS,
    **campaigns.VERBS,
    **followups.VERBS,
    **registers.VERBS,
    **spot_checks.VERBS,
}
