"""Which random sequences play which kinds of op: each kind there is stands in one, or is named with the reason why not."""

from audit_app.field.pack import KINDS as OF_TABLETS
from schemas.ops import KINDS
from tests.ops.tablets import KINDS as AT_THE_DOOR

BESIDE_TABLETS = {
    "audit.return": "the desk, between two meetings of the tablets (e2e/test_tablets.py)",
    "held.release": "the desk, between two meetings of the tablets (e2e/test_tablets.py)",
    "photo.received": "the house, at any step of test_two_tablets.py",
    "photo.checked": "the house, after photo.received in test_two_tablets.py",
}
"""Kinds of the desk and of the house that are played against the tablets' kinds."""
NOT_RANDOM = {
    "audit": "one form at one desk, online: every two of them in both orders in test_pairs.py",
    "campaign": "as audit",
    "city_round": "as audit",
    "client": "as audit",
    "credential": "one person's own password; no other's value to meet",
    "edition": "published once, never changed",
    "held": "what waits is let in, tried or taken off the list: in both orders in test_pairs.py",
    "inspectors": "a whole list, from a desk",
    "organisation": "as audit",
    "photo": "photo.swept: the house alone, of what no op names",
    "rectification": "acts on a paper, refused unless its state is the one that was seen: test_pairs.py",
    "register": "a whole list, from a desk",
    "regulatory_interview": "as rectification",
    "reminder": "as rectification",
    "setting": "one value, the last stands",
    "spot_check": "as rectification; what is written on site goes by the kinds of a tablet",
    "user": "as audit",
}
ACTS_ON_WORDS = {
    "audit.submit": "ends the sequence: what comes later waits (e2e/test_tablets.py plays it and lets it in)",
    "judgement.keep_both": "needs two records of one clause on the screen (e2e/test_tablets.py)",
    "nonconformity.raise": "held where the words are not those that were read: the order matters and is meant to",
    "nonconformity.confirm": "as nonconformity.raise",
    "nonconformity.restore": "as nonconformity.raise",
}
"""Kinds of a tablet whose end hangs on the order of arrival: not among those that end alike in any order."""


def test_every_kind_is_played_or_has_its_reason() -> None:
    others = {kind for kind in KINDS if kind not in OF_TABLETS and kind not in BESIDE_TABLETS}
    assert {kind.partition(".")[0] for kind in others} == set(NOT_RANDOM)
    assert set(BESIDE_TABLETS) | set(OF_TABLETS) <= set(KINDS)


def test_at_the_door_every_kind_of_a_tablet_is_played_but_acts_on_words() -> None:
    assert set(OF_TABLETS) - set(AT_THE_DOOR) == set(ACTS_ON_WORDS)
    assert set(AT_THE_DOOR) - set(OF_TABLETS) - {"hear"} <= set(BESIDE_TABLETS)
    assert len(set(AT_THE_DOOR)) == len(AT_THE_DOOR)
