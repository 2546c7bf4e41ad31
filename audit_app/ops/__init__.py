"""Every change of the system enters through `apply`. It dedupes, permits, carries out and records in one transaction.

An op is one thing somebody did, as data (`schemas/ops/`). What each kind does is in the files beside this one that have the
names of subjects; how an op is carried out is in `batch`, what a handler works with in `model`.
"""

from audit_app.ops.apply import apply, apply_all, apply_together
from audit_app.ops.batch import OpBatch
from audit_app.ops.model import Tx, Verb, actor_of, make, op_of
from audit_app.ops.op import Held, Op
from audit_app.ops.outcomes import Outcome
from audit_app.rules.permits import SYSTEM, Actor

__all__ = [
    "SYSTEM",
    "Actor",
    "Held",
    "Op",
    "OpBatch",
    "Outcome",
    "Tx",
    "Verb",
    "actor_of",
    "apply",
    "apply_all",
    "apply_together",
    "make",
    "op_of",
]  # fmt: skip
