"""Fictional companies for the demo's registers: names, codes with true check characters, certificates, bodies.

Everything comes out of digests, so that every run and every machine gets the same rows. What happens to a company in
the story is told in `campaigns`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from audit_app.demo.people import BODIES
from audit_app.rules.deadlines import anniversary
from audit_app.rules.identifiers import ALPHABET, check_character
from checklists import City

FIRST = "澜砺翊芃昕屹珩瀚桐禾霁玥钧衍岚沅锴璟"
SECOND = "屿芯核织越岭润禹澄舟桦泽峦朔筑晗野尧"
TRADES = (
    "精密机械", "新材料", "智能装备", "电子科技", "生物医药", "纺织科技", "汽车零部件", "环保设备", "船舶配套",
    "化工材料", "食品科技", "电气", "光电科技", "模具", "医疗器械", "农业科技", "软件技术", "包装材料",
    "新能源", "仪器仪表",
)  # fmt: skip
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司")
SURNAMES = "方邱柏庄骆虞贺龚尹薛葛祝"
GIVEN = ("岳", "文博", "静怡", "海峰", "敏", "立群", "佳宁", "一帆", "素云", "铁生", "明珠", "向阳")
INNER = (3, 7, 9, 10, 5, 8, 4, 2)


def lot(*words: object, of: int) -> int:
    """A number from 0 to `of` - 1 out of the words, the same everywhere."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, words)).encode()).digest()[:8], "big") % of


def code_of(county: str, number: int) -> str:
    """A code with right inner and outer check characters for a company of a county; no such company is known to us."""
    inner = "MA" + "".join(ALPHABET[lot(county, number, at, of=31)] for at in range(6))
    total = sum(int(letter, 36) * weight for letter, weight in zip(inner, INNER, strict=True))
    body = f"91{county}{inner}{'0123456789X'[-total % 11]}"
    return body + check_character(body)


def spread(city: City, count: int) -> dict[str, int]:
    """County name -> how many of `count` companies, as evenly as it goes."""
    each, left = divmod(count, len(city.counties))
    return {county.name: each + (at < left) for at, county in enumerate(city.counties)}


def register(
    city: City,
    sizes: Mapping[str, int],
    named: Sequence[tuple[str, str, str]] = (),
    cancelled: int = 1,
    unnumbered: int = 3,
) -> list[dict[str, Any]]:
    """Register rows of a city with row numbers from 2: `sizes` by county name; `named` as (name, county, body code)
    come first in their county; `cancelled` of the others are 注销 and `unnumbered` have no certificate number."""
    rows = [row for county, size in sizes.items() for row in _county(city, county, size, named)]
    known = {name for name, _, _ in named}
    others = sorted(
        (row for row in rows if row["name"] not in known), key=lambda row: lot("odd", row["uscc"], of=10**9)
    )
    for row in others[:cancelled]:
        row["status"] = "注销"
    for row in others[cancelled : cancelled + unnumbered]:
        row["certificate_no"] = ""
    return [{"row_no": at, **row} for at, row in enumerate(rows, 2)]


def _county(city: City, name: str, size: int, named: Sequence[tuple[str, str, str]]) -> Iterator[dict[str, Any]]:
    county = city.county(name)
    assert county is not None, f"{city.name} has no {name}"
    mine = [(company, body) for company, where, body in named if where == name]
    used = {company for company, _ in mine}
    for number in range(size):
        if number < len(mine):
            company, body = mine[number]
        else:
            company, body = (
                _name(city, county.code, name, number, used),
                BODIES[lot(county.code, "body", number, of=3)][0],
            )
        yield _row(city, county.code, name, number, company, body)


def _name(city: City, code: str, county: str, number: int, used: set[str]) -> str:
    bare = county[:-1] if len(county) > 2 else county
    place = city.short if code[4] == "7" else bare
    for attempt in range(100):
        first, second = FIRST[lot(code, number, attempt, 1, of=18)], SECOND[lot(code, number, attempt, 2, of=18)]
        trade, form = TRADES[lot(code, number, attempt, 3, of=20)], FORMS[lot(code, number, attempt, 4, of=4)]
        name = f"{place}{first}{second}{trade}{form}"
        if name not in used:
            used.add(name)
            return name
    raise ValueError(f"no name left in {county}")


def _row(city: City, code: str, county: str, number: int, name: str, body: str) -> dict[str, Any]:
    _, title, _, approval = next(one for one in BODIES if one[0] == body)
    start = date(2021, 1, 4) + timedelta(days=lot(code, number, "from", of=880))
    certificate = f"{approval[-3:]}{start:%y}IP{code[2:4]}{int(code[4:]) % 90:02d}{number:02d}R0M"
    return {
        "name": name,
        "uscc": code_of(code, number),
        "city": city.name,
        "district": county,
        "body": title,
        "approval_no": approval,
        "certificate_no": certificate,
        "valid_from": start.isoformat(),
        "valid_to": (anniversary(start, 3) - timedelta(days=1)).isoformat(),
        "standard": "GB/T 29490-2013",
        "status": "有效",
        "credit_class": "AAABBC"[lot(code, number, "credit", of=6)],
    }


def inspectors(city: City, count: int, named: Sequence[tuple[str, str]] = ()) -> list[dict[str, Any]]:
    """Inspectors of a city: `named` as (name, user id) first; without ids, which the story gives."""
    people: list[tuple[str, str | None]] = list(named)
    for number in range(count - len(named)):
        surname = SURNAMES[(lot(city.code, of=12) + number) % 12]
        people.append((surname + GIVEN[lot(city.code, number, of=12)], None))
    unit = f"{city.name}知识产权局"
    return [
        {"name": name, "card_no": f"{city.code}{number:04d}", "unit": unit, "recusals": [], "user": user}
        for number, (name, user) in enumerate(people, 1)
    ]
