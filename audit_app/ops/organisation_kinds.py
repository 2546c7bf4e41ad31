"""What kind, code, name, region and office above of an organisation ask of one another, and until when its kind may change."""

import re
from collections.abc import Mapping
from typing import Any

from audit_app.ops import Tx
from audit_app.rules.refusals import N_, Refused
from audit_app.store import campaigns, people
from checklists import regions

SIX_DIGITS = re.compile(r"[0-9]{6}")
"""How a code of a region is written (GB/T 2260)."""


def check_place(tx: Tx, row: Mapping[str, Any]) -> None:
    """What an office needs so that its pages can be opened: a region of the list, and a city the office above it."""
    province = regions()
    if row["kind"] == "province_office" and row["region"] != province.code:
        raise Refused("region_unknown", "region", value=row["region"] or "")
    if row["kind"] != "city_office":
        return
    if row["region"] not in {city.code for city in province.cities}:
        raise Refused("region_unknown", "region", value=row["region"] or "")
    others = people.list_organisations(tx.connection, kind="city_office")
    if any(other["region"] == row["region"] and other["id"] != tx.op.subject for other in others):
        raise Refused("region_taken", "region", value=row["region"])
    above = people.get_organisation(tx.connection, row["parent"]) if row["parent"] else None
    if above is None or above["kind"] != "province_office":
        raise Refused("parent_missing", "parent")


def check_named(row: Mapping[str, Any], *, coded: bool = True, strict: bool = True) -> None:
    """An office whose name or code (where it is `coded` anew) is another place's than its region was written wrong at one of them.

    `strict`: a code of six digits is the office's own region, whether or not another region has it.
    """
    if row["kind"] not in ("city_office", "province_office"):
        return
    province = regions()
    places = {province.code: province.name, **{city.code: city.name for city in province.cities}}
    named = [city for city in province.cities if city.short in row["name"]]
    region = places.get(row["region"] or "", row["region"] or "")
    if named and row["region"] not in {city.code for city in named}:
        raise Refused("region_other_name", "region", named=named[0].name, region=region)
    if coded and row["code"] in places and row["code"] != row["region"]:
        raise Refused("code_other_region", "code", own=row["code"], named=places[row["code"]], region=region)
    if coded and strict and SIX_DIGITS.fullmatch(row["code"]) and row["code"] != row["region"]:
        raise Refused("code_no_region", "code", own=row["code"], region=region, of=row["region"] or "")


def check_placed(row: Mapping[str, Any]) -> None:
    """Only offices have a region, and only a city's office has one above it: given to another kind it would show nowhere."""
    if row["region"] and row["kind"] not in ("city_office", "province_office"):
        raise Refused("region_of_office", "region")
    if row["parent"] and row["kind"] != "city_office":
        raise Refused("parent_of_city", "parent")


def check_unused(tx: Tx, row: Mapping[str, Any], field: str) -> None:
    """Kind and code can be put right while nothing hangs on the organisation."""
    users = people.list_users(tx.connection, row["id"])
    below = people.list_organisations(tx.connection, parent=row["id"])
    rounds = campaigns.rounds_of(tx.connection, row["id"])
    for found, word in ((users, N_("人员")), (below, N_("下级单位")), (rounds, N_("抽查任务"))):
        if found:
            raise Refused("organisation_used", field, what_word=word)


def other_kind(tx: Tx, row: Mapping[str, Any], changed: dict[str, Any]) -> None:
    """Another kind or code: free, and without what only an office has where it is none any more."""
    field = "kind" if "kind" in changed else "code"
    check_unused(tx, row, field)
    other = people.get_organisation_by_code(tx.connection, changed.get("code", row["code"]))
    if other is not None and other["id"] != row["id"]:
        raise Refused("number_taken", "code", number=changed["code"])
    kind = changed.get("kind", row["kind"])
    if kind != "city_office":
        changed["parent"] = None
    if kind not in ("city_office", "province_office"):
        changed["region"] = None
