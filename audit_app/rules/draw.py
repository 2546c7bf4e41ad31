"""The double-random draw (双随机): companies by strata, a reserve in order, two inspectors for each company.

Nothing is left to chance or to a clock: anyone with the frozen register, the day, the quota, the strata and the seed
gets the same draw with a page of code. Reading and judging a register file happens elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from audit_app.rules.certificates import IN_FORCE
from audit_app.rules.followup import Number, approval_as_typed, approval_of, body_keys
from audit_app.rules.identifiers import plain_text
from audit_app.rules.reasons import LEAST_REASON, is_reason
from audit_app.rules.refusals import Refused

COLUMNS = (
    "name", "uscc", "city", "district", "body", "approval_no", "certificate_no", "valid_from", "valid_to", "standard",
    "status", "credit_class",
)  # fmt: skip
"""The register's columns in the order of its header row; the digest is taken over all of them."""

ALGORITHM = "sha256-stratified-1"
BY_BODY = "sha256-stratified-2"
"""Where lots are stratified by certification body: a stratum is a body, told by its approval number, not a name."""
SENT = 2
"""Inspectors for each company."""
UNNUMBERED = "没有批准号"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Inspector:
    """Who may be sent: a card number is needed; `recusals` holds the USCC of companies this person must not check."""

    name: str
    card_no: str
    unit: str = ""
    recusals: frozenset[str] = frozenset()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Inspector:
        """An inspector out of a row {name, card_no, unit, recusals: [USCC]}."""
        name, card_no, unit = (str(row.get(column) or "").strip() for column in ("name", "card_no", "unit"))
        return cls(name, card_no, unit, frozenset(row.get("recusals") or ()))


@dataclass(frozen=True)
class Company:
    """A company of the draw: its certificate number, its stratum, and its two inspectors as {name, card_no}."""

    uscc: str
    name: str
    certificate: str
    stratum: str
    inspectors: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Draw:
    """A draw and all that is needed to repeat it; `drawn` and `reserve` are in the order of their keys."""

    register_digest: str
    on: date
    quota: int
    seed: str
    strata: tuple[str, ...]
    algorithm: str
    drawn: tuple[Company, ...]
    reserve: tuple[Company, ...]

    def as_json(self) -> dict[str, Any]:
        """The JSON of `audit-app draw` (issue 1, section 6); the reserve is without inspectors."""
        return {
            "register_digest": self.register_digest,
            "on": self.on.isoformat(),
            "quota": self.quota,
            "seed": self.seed,
            "strata": list(self.strata),
            "algorithm": self.algorithm,
            "drawn": [asdict(one) | {"inspectors": [dict(each) for each in one.inspectors]} for one in self.drawn],
            "reserve": [{k: v for k, v in asdict(one).items() if k != "inspectors"} for one in self.reserve],
        }


def plain_seed(text: str) -> str:
    """A seed as it can be read and typed again: without marks and outer or doubled blanks. Every form takes it so."""
    return plain_text(text)


def register_digest(rows: Iterable[Row]) -> str:
    """sha256 (hex) of all rows, cells joined with U+001F, rows sorted and joined with line feeds, UTF-8.

    `rows` are normalised texts by COLUMNS (a missing cell is empty); their order does not matter.
    """
    return hashlib.sha256("\n".join(sorted(map(_line, rows))).encode()).hexdigest()


def key(digest: str, seed: str, x: str) -> str:
    """The lot of `x`: lower-case hex of sha256 over the UTF-8 text `digest|seed|x`."""
    return hashlib.sha256(f"{digest}|{seed}|{x}".encode()).hexdigest()


def frame(rows: Iterable[Row], on: date) -> list[Row]:
    """The companies that can be drawn on a day: 有效, the day within the validity, one row per USCC.

    Of several certificates the one with the latest end stays, then the largest number. An empty 证书有效期起 is no
    lower bound. Sorted by USCC.
    """
    day = on.isoformat()
    best: dict[str, Row] = {}
    for row in rows:
        if row.get("status") == IN_FORCE and (row.get("valid_from") or "") <= day <= (row.get("valid_to") or ""):
            uscc = row["uscc"]
            best[uscc] = max(best.get(uscc, row), row, key=_rank)
    return [best[uscc] for uscc in sorted(best)]


def draw(
    rows: Iterable[Row],
    quota: int,
    seed: str,
    on: date,
    strata: Sequence[str] = ("district",),
    inspectors: Iterable[Inspector | Mapping[str, Any]] = (),
    *,
    by_number: bool = True,
    folded: bool = True,
) -> Draw:
    """The draw of `quota` companies from a register that has no problems, with two inspectors each if any are given.

    `inspectors` are Inspector, or rows of its shape; `strata` are names of COLUMNS. Without `by_number` two bodies of one name
    are one stratum, as in draws of before; without `folded` a number written with another dash is another number.

    Refused: quota_wrong, quota_too_large, seed_missing, strata_unknown, inspector_without_card, inspector_doubled,
    inspectors_too_few. Source: decisions.md (Draw), after 国市监信〔2019〕38号 and regulator.md 3.2; ASSUMED.
    """
    rows = list(rows)
    staff = [one if isinstance(one, Inspector) else Inspector.of(one) for one in inspectors]
    digest = register_digest(rows)
    _check_staff(staff)
    bodies = by_number and "body" in strata
    drawn, reserve = select(frame(rows, on), quota, digest, seed, strata, by_number=by_number, folded=folded)
    if staff:
        drawn = assign(drawn, staff, digest, seed)
    algorithm = BY_BODY if bodies else ALGORITHM
    return Draw(digest, on, quota, seed, tuple(strata), algorithm, tuple(drawn), tuple(reserve))


def check_minimum(quota: int, minimum: int, because: str) -> None:
    """Refused("below_minimum") when fewer than the minimum are drawn without a reason."""
    if quota < minimum and not is_reason(because):
        raise Refused("below_minimum", "because", quota=quota, minimum=minimum, least=LEAST_REASON)


def next_of(reserve: Iterable[Company], count: int, used: Collection[str] = ()) -> list[Company]:
    """The next `count` of the reserve in its order, passing over the USCC in `used`; Refused("reserve_short") when fewer are left."""
    left = [one for one in reserve if one.uscc not in used]
    if len(left) < count:
        raise Refused("reserve_short", "count", left=len(left), count=count)
    return left[:count]


def body_labels(rows: Sequence[Row], number: Number = approval_of) -> list[str]:
    """Of each row its certification body as a stratum: the name, with the approval number where two bodies have one name.

    Rows of one approval number are one body, under the smallest of its names; a row without a number is of the only number
    that its name has, else a body of its own (`followup.body_keys`).
    """
    named = [{"body": row.get("body") or "", "approval_no": row.get("approval_no") or ""} for row in rows]
    keys = body_keys(named, number)
    names: dict[str, str] = {}
    for one, body in zip(named, keys, strict=True):
        names[body] = min(names.get(body, one["body"]), one["body"])
    shared = Counter(names.values())
    numbered = {body for one, body in zip(named, keys, strict=True) if number(one)}
    label = {body: f"{name}（{body if body in numbered else UNNUMBERED}）" for body, name in names.items()}
    return [label[body] if shared[names[body]] > 1 else names[body] for body in keys]


def select(
    rows: Sequence[Row],
    quota: int,
    digest: str,
    seed: str,
    strata: Sequence[str],
    *,
    by_number: bool = True,
    folded: bool = True,
) -> tuple[list[Company], list[Company]]:
    """Drawn and reserve out of a frame: quotas by largest remainder, in each stratum the smallest keys."""
    _check_question(rows, quota, seed, strata)
    lots = {row["uscc"]: key(digest, seed, row["uscc"]) for row in rows}
    if by_number and "body" in strata:
        labels = body_labels(rows, approval_of if folded else approval_as_typed)
        rows = [{**row, "body": label} for row, label in zip(rows, labels, strict=True)]
    by_stratum: dict[str, list[Company]] = {}
    for row in sorted(rows, key=lambda row: lots[row["uscc"]]):
        stratum = "/".join(row.get(column) or "" for column in strata)
        company = Company(row["uscc"], row.get("name") or "", row.get("certificate_no") or "", stratum)
        by_stratum.setdefault(stratum, []).append(company)
    share = quotas({name: len(members) for name, members in by_stratum.items()}, quota, digest, seed)
    drawn = [one for name, members in by_stratum.items() for one in members[: share[name]]]
    reserve = [one for name, members in by_stratum.items() for one in members[share[name] :]]
    in_order = lambda company: lots[company.uscc]  # noqa: E731
    return sorted(drawn, key=in_order), sorted(reserve, key=in_order)


def quotas(sizes: Mapping[str, int], quota: int, digest: str, seed: str) -> dict[str, int]:
    """Stratum -> how many: each its whole share, the rest one by one to the largest remainders, ties by key."""
    total = sum(sizes.values())
    share = {name: quota * size // total for name, size in sizes.items()}
    order = sorted(sizes, key=lambda name: (-(quota * sizes[name] % total), key(digest, seed, name)))
    for name in order[: quota - sum(share.values())]:
        share[name] += 1
    return share


def free_for(company: Company, inspectors: Iterable[Inspector]) -> list[Inspector]:
    """The inspectors who are not kept from this company."""
    return [one for one in inspectors if company.uscc not in one.recusals]


def is_sendable(company: Company, inspectors: Iterable[Inspector]) -> bool:
    """Whether enough of the inspectors may go to this company."""
    return len(free_for(company, inspectors)) >= SENT


def assign(
    drawn: Iterable[Company],
    inspectors: Sequence[Inspector],
    digest: str,
    seed: str,
    before: Mapping[str, int] | None = None,
) -> list[Company]:
    """Two inspectors for each company in its order: who has fewest so far first, then by key; recusal respected.

    `before` is how many companies each card number has already: of a draw whose companies are being replaced.
    """
    load = {one.card_no: (before or {}).get(one.card_no, 0) for one in inspectors}
    sent = []
    for company in drawn:
        eligible = free_for(company, inspectors)
        if len(eligible) < SENT:
            raise Refused("inspectors_too_few", name=company.name, count=len(eligible))
        lots = {one.card_no: key(digest, seed, f"{company.uscc}|{one.card_no}") for one in eligible}
        pair = sorted(eligible, key=lambda one: (load[one.card_no], lots[one.card_no]))[:SENT]
        for one in pair:
            load[one.card_no] += 1
        people = tuple({"name": one.name, "card_no": one.card_no} for one in pair)
        sent.append(Company(company.uscc, company.name, company.certificate, company.stratum, people))
    return sent


def replacement(reserve: Iterable[Company], stratum: str, used: Collection[str] = ()) -> Company | None:
    """The next of the reserve for a company of `stratum` that cannot be checked, passing over the USCC in `used`.

    The same stratum comes first; when it is exhausted, the next of the whole reserve; None when nobody is left.
    """
    left = [one for one in reserve if one.uscc not in used]
    return next((one for one in left if one.stratum == stratum), left[0] if left else None)


def _line(row: Row) -> str:
    return "\x1f".join(row.get(column) or "" for column in COLUMNS)


def _rank(row: Row) -> tuple[str, str, str]:
    # the whole line last: the choice must not hang on the order of rows, even among rows a check would refuse
    return row.get("valid_to") or "", row.get("certificate_no") or "", _line(row)


def _check_question(rows: Sequence[Row], quota: int, seed: str, strata: Sequence[str]) -> None:
    if isinstance(quota, bool) or not isinstance(quota, int) or quota < 1:
        raise Refused("quota_wrong", "quota", quota=quota)
    if quota > len(rows):
        raise Refused("quota_too_large", "quota", quota=quota, frame=len(rows))
    if not seed.strip():
        raise Refused("seed_missing", "seed")
    for column in strata:
        if column not in COLUMNS:
            raise Refused("strata_unknown", "strata", column=column)


def _check_staff(inspectors: Sequence[Inspector]) -> None:
    seen: set[str] = set()
    for one in inspectors:
        if not one.card_no:
            raise Refused("inspector_without_card", "inspectors", name=one.name)
        if one.card_no in seen:
            raise Refused("inspector_doubled", "inspectors", card_no=one.card_no)
        seen.add(one.card_no)
