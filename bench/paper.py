"""The goal on 附件 3: 13 cities with 500 companies each, from the rows to the workbook, against bare XlsxWriter.

The rows are put in beside the door: 6,500 draws and conclusions are not what is measured.
"""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter
from sqlalchemy import Connection, insert

from audit_app.annexes import annex3 as gather
from audit_app.annexes import find_campaign
from audit_app.demo.script import known_id
from audit_app.documents.annex import cell_date, cell_text, numbered
from audit_app.documents.annex_xlsx import annex_xlsx
from audit_app.rules import ids
from audit_app.store import tables
from bench.measure import Goal
from bench.world import NOW, World
from checklists import regions

COMPANIES = 500
PROVINCE = "320000"
HEADER = 4


def fill(connection: Connection, companies: int) -> None:
    """A concluded campaign: every seventh company does not meet the standard."""
    campaign = known_id("bench campaign")
    connection.execute(
        insert(tables.campaigns).values(
            id=campaign,
            organisation_id=known_id(PROVINCE),
            code="BK",
            title="2023 年度企业贯标质量抽查",
            year=2023,
            basis="通知",
            minimum=30,
            due_on="2023-12-31",
            rule_pack="jiangsu-2023",
            term='{"unit":"day","n":15}',
            created_at=NOW,
        )
    )
    for city in regions().cities:
        office, round_id = known_id(city.code), ids.new_id()
        connection.execute(
            insert(tables.city_rounds).values(
                id=round_id,
                campaign_id=campaign,
                organisation_id=office,
                region=city.code,
                state="checking",
            )
        )
        pair = [(ids.new_id(), f"检查员{number}") for number in range(2)]
        connection.execute(
            insert(tables.inspectors),
            [
                {
                    "id": key,
                    "organisation_id": office,
                    "name": name,
                    "card_no": f"{city.code}{name}",
                    "unit": city.name,
                    "recusals": "[]",
                }
                for key, name in pair
            ],
        )
        checks = [_check(city, round_id, office, number) for number in range(companies)]
        connection.execute(
            insert(tables.visits),
            [
                {
                    "id": one["id"],
                    "organisation_id": office,
                    "kind": "spot_check",
                    "edition_id": "spot-check-2013",
                    "edition_digest": "",
                    "short_name": one["name"],
                }
                for one in checks
            ],
        )
        connection.execute(insert(tables.spot_checks), checks)
        connection.execute(
            insert(tables.spot_check_inspectors),
            [
                {"spot_check_id": one["id"], "inspector_id": key, "name": name, "card_no": key, "unit": ""}
                for one in checks
                for key, name in pair
            ],
        )
        connection.execute(
            insert(tables.rectifications),
            [
                {
                    "id": ids.new_id(),
                    "spot_check_id": one["id"],
                    "organisation_id": office,
                    "state": "issued",
                    "requirement": "补齐登记与检索记录",
                    "due_on": "2023-11-15",
                    "created_at": NOW,
                }
                for one in checks
                if one["result"] == "not_met"
            ],
        )


def _check(city: Any, round_id: str, office: str, number: int) -> dict[str, Any]:
    bad = number % 7 == 0
    return {
        "id": ids.new_id(),
        "organisation_id": office,
        "round_id": round_id,
        "position": number,
        "city": city.name,
        "name": f"{city.name}第{number:04}精密仪器有限公司",
        "uscc": f"91{city.code}MA{number:08}",
        "district": "开发区",
        "body": "华衡认证（示例）有限公司",
        "approval_no": "CNCA-R-2003-100",
        "certificate_no": f"84023IP{number:05}R0M",
        "valid_from": "2021-12-04",
        "valid_to": "2024-12-03",
        "standard": "GB/T 29490-2013",
        "stratum": city.name,
        "state": "fed_back",
        "checked_on": f"2023-10-{number % 27 + 1:02}",
        "method": "on_site",
        "result": "not_met" if bad else "meets",
        "measure": "none",
        "problems": '[{"ref": "7.6", "text": "涉密区域出入未登记"}]' if bad else "[]",
    }


def annex3(world: World, companies: int = COMPANIES) -> Goal:
    """Queries, wording, totals, layout. The limit: the same cells through XlsxWriter in constant memory."""
    with world.database.writing() as connection:
        fill(connection, companies)
    with world.database.reading() as connection:
        data = gather(connection, find_campaign(connection, "BK"), as_of=NOW, sample=True)
    rows = [
        [(cell_date(column, text), text) for column in data.layout.columns for text in [cell_text(column, row, number)]]
        for number, row in numbered(data)
    ]
    assert len(rows) == companies * len(regions().cities)

    def ours() -> None:
        with world.database.reading() as connection:
            found = gather(connection, find_campaign(connection, "BK"), as_of=NOW, sample=True)
        assert annex_xlsx(found)

    title, cities = f"附件 3, 13 cities × {companies} rows", len(regions().cities)
    return Goal("annex", title, "rows", len(rows), 0.70, 0.85, ours, lambda: bare(rows), calls=1, sleeps=cities)


def bare(rows: list[list[tuple[date | None, str]]]) -> bytes:
    """The cells with their borders and nothing else: no page, no totals, no care for what a cell says."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, plain = book.add_worksheet(), book.add_format({"border": 1})
        day_format = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows, start=HEADER):
            for across, (day, text) in enumerate(row):
                if day is not None:
                    sheet.write_datetime(at, across, datetime(day.year, day.month, day.day), day_format)
                elif text:
                    sheet.write_string(at, across, text, plain)
                else:
                    sheet.write_blank(at, across, None, plain)
    return out.getvalue()
