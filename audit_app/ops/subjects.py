"""The subject of an op that makes a new thing: an id, and one that nothing else has. Asked by `ops` alone, not of rows of the log."""

from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.rules.permits import SYSTEM
from audit_app.rules.refusals import Refused
from schemas.fields import ID

MAKES = frozenset(
    {
        "organisation.create",
        "user.create",
        "edition.publish",
        "client.create",
        "audit.plan",
        "sample.add",
        "interview.add",
        "photo.add",
        "nonconformity.draft",
        "campaign.create",
        "register.import",
        "regulatory_interview.draft",
    }
)
"""The kinds whose subject is the thing that they make."""
IN_ADDRESSES = frozenset({"audit.plan", "campaign.create"})
"""Kinds whose code stands in addresses, where `new` is the empty form."""


def check_subject(kind: str, subject: str, body: Mapping[str, Any]) -> None:
    """Raises Refused: a new thing has an id as its subject, and neither its account nor its code is a reserved name."""
    if kind not in MAKES:
        return
    if not ID.fullmatch(subject):
        raise Refused("bad_id", "subject", value=subject)
    for name in ("account", "code"):
        if str(body.get(name, "")).lower() == SYSTEM.id and body.get("kind") != SYSTEM.organisation_kind:
            raise Refused("number_taken", name, number=body[name])
    if kind in IN_ADDRESSES and body["code"].lower() == "new":
        raise Refused("code_reserved", "code", value=body["code"])


def check_unused(kind: str, subject: str, done: Iterable[str]) -> None:
    """Raises Refused: what is made anew takes no subject of something else, in whatever organisation. `done` are the kinds of
    ops carried out on that subject. Heads stand under the subject alone: two things of one subject would settle each other's
    versions. A second thing of the same kind is the handler's matter.
    """
    if kind in MAKES and any(_thing(one) != _thing(kind) for one in done):
        raise Refused("already_exists", "subject", value=subject)


def _thing(kind: str) -> str:
    return kind.partition(".")[0]
