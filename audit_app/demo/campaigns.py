"""Tells the spot-check campaigns: K1 as it stands on the morning of 10-27, and K2 whose register waits for its draw."""

from typing import Any

from audit_app.demo import campaign_data as data
from audit_app.demo.city_rounds import Events, Round, account
from audit_app.demo.companies import inspectors, register, spread
from audit_app.demo.people import BODIES
from audit_app.demo.script import Script, known_id
from checklists import City, regions

BASIS = "江苏省知识产权局办公室 2023 年 4 月 19 日通知"


def tell(script: Script) -> None:
    """The rounds are drawn first, city by city; what happened on site is then told in the order of time."""
    _create(script, "K1", "2023 年度企业贯标质量抽查", "2023-05-08 09:30")
    for place, city in enumerate(regions().cities):
        _draw(script, city, 7 + place % 5)
        script.flush()
    events = Events(script)
    for city in regions().cities:
        Round(events, city).tell()
    _notices(events)
    events.tell()
    _second(script)


def _create(script: Script, code: str, title: str, at: str) -> None:
    script.at(at)
    rounds = [{"id": known_id(f"{code} {city.code}"), "organisation": known_id(city.code)} for city in regions().cities]
    script.do(
        "zhoumin",
        "campaign.create",
        known_id(code),
        {
            "code": code,
            "title": title,
            "year": 2023,
            "basis": BASIS,
            "minimum": 30,
            "due_on": "2023-11-30",
            "rule_pack": "jiangsu-2023",
            "term": {"unit": "day", "n": 30},
            "rounds": rounds,
        },
    )


def rows_of(city: City) -> list[dict[str, Any]]:
    """The register of a city."""
    named = data.NAMED.get(city.code, ())
    if city.code == data.NANTONG:
        return register(city, data.NANTONG_SIZES, named, cancelled=9, unnumbered=36)
    return register(city, spread(city, data.SIZE), named)


def staff_of(city: City) -> list[dict[str, Any]]:
    """The inspectors of a city; in 南通 eight, the last of them 钱磊: the lots send that card to the check that has begun."""
    here = city.code == data.NANTONG
    people = inspectors(city, 8 if here else 6)
    if here:
        people[-1] |= {"name": "钱磊", "user": known_id("qianlei")}
    return [{"id": known_id(f"inspector {one['card_no']}"), **one} for one in people]


def _draw(script: Script, city: City, day: int) -> None:
    who, round_id, register_id = account(city), known_id(f"K1 {city.code}"), known_id(f"K1 register {city.code}")
    name = f"{city.name}贯标认证企业名录-2023-08.xlsx"
    quota = max(30, data.COUNTS[city.code])
    seed = data.SEEDS.get(city.code, f"{city.name}2023-1")
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("09:05", "inspectors.import", known_id(city.code), {"inspectors": staff_of(city)}),
        ("09:20", "register.import", register_id, {"round": round_id, "file_name": name, "rows": rows_of(city)}),
        ("09:40", "city_round.freeze", round_id, {"register": register_id}),
        (
            "10:00",
            "city_round.draw",
            round_id,
            {
                "seed": seed,
                "on": f"2023-08-{day:02d}",
                "quota": quota,
                "strata": ["district"],
            },
        ),
        ("10:15", "city_round.seal", round_id, {}),
    ]
    for at, kind, subject, body in steps:
        script.at(f"2023-08-{day:02d} {at}")
        script.do(who, kind, subject, body)


def _notices(events: Events) -> None:
    """The province drafts an interview on the day of the first finding against a body, and gives notice when it has all."""
    for body, title, _, approval in BODIES:
        id = known_id(f"K1 {body}")
        found = [at[:10] for at, _, _, _, _, said in events.kept if isinstance(said, dict) and cites(said, id)]
        named = {"campaign": known_id("K1"), "body": title, "approval_no": approval}
        events.add(f"{min(found)} 15:00", "zhoumin", "regulatory_interview.draft", id, named)
    for body, (told, at, number) in data.INTERVIEWS.items():
        notice = {"at": at, "place": "省知识产权局三楼会议室", "number": f"苏知约〔2023〕{number} 号"}
        events.add(told, "zhoumin", "regulatory_interview.notify", known_id(f"K1 {body}"), notice)


def cites(said: dict[str, Any], interview: str) -> bool:
    """Whether this conclusion is put under the interview."""
    return (said.get("measure") or {}).get("existing") == interview


def _second(script: Script) -> None:
    """K2: opened, with 南通's register read in and nothing drawn."""
    _create(script, "K2", "2023 年度企业贯标质量抽查（第二批）", "2023-10-23 09:00")
    city = regions().city(data.NANTONG)
    assert city is not None
    script.at("2023-10-26 16:00")
    body = {
        "round": known_id(f"K2 {city.code}"),
        "file_name": "南通市贯标认证企业名录-2023-10.xlsx",
        "rows": rows_of(city),
    }
    script.do("wuhao", "register.import", known_id("K2 register 320600"), body)
    script.flush()
