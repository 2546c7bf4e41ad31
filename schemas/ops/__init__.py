"""Every op kind and its body, by kind and version: which fields a client may send, one file a subject as in `audit_app/ops`.
What they do is there; how one is read is in `schemas/loading.py`.

A shape is kept as long as an open visit may still hold ops of it; a changed shape or rule is a new version beside the old one,
and the words beside it say what changed.
"""

from schemas.fields import Shape
from schemas.ops import (
    audit_corrections,
    audits,
    campaigns,
    conclusions,
    followups,
    held,
    interview_dates,
    interviews,
    judgements,
    nonconformities,
    organisations,
    paper_dates,
    people,
    photos,
    records,
    registers,
    samples,
    spot_checks,
    step_undoing,
)

SHAPES: dict[tuple[str, int], type[Shape]] = {
    **audit_corrections.SHAPES,
    **audits.SHAPES,
    **campaigns.SHAPES,
    **conclusions.SHAPES,
    **followups.SHAPES,
    **held.SHAPES,
    **interview_dates.SHAPES,
    **interviews.SHAPES,
    **judgements.SHAPES,
    **nonconformities.SHAPES,
    **organisations.SHAPES,
    **paper_dates.SHAPES,
    **people.SHAPES,
    **photos.SHAPES,
    **records.SHAPES,
    **registers.SHAPES,
    **samples.SHAPES,
    **spot_checks.SHAPES,
    **step_undoing.SHAPES,
}
KINDS = frozenset(kind for kind, _ in SHAPES)
