"""record.set: one text for each clause, department and author; works, who may not, twice, out of order, what else
changed.
"""

from audit_app.store.db import Database
from schemas.loading import load_body
from tests.ops.site_kit import Site

IP = "知识产权部"


def record(
    site: Site, text: str, /, who: str = "chenjing", base: list[str] | None = None, department: str = IP
) -> dict[str, object]:
    subject = f"{site.visit}/7.4.1/{department}/{site.users[who]}"
    return site.op(
        "record.set", subject, {"text": base} if base else None, ref="7.4.1", department=department, text=text
    )


def test_a_text_is_kept_to_the_letter(database: Database) -> None:
    site = Site(database)
    site.unchanged_but(record(site, "查《台账》ZC-JL-018。\n3 月至 9 月未见记录。"), "records")
    (row,) = site.rows("records")
    assert (row["text"], row["department"], row["author_id"]) == (
        "查《台账》ZC-JL-018。\n3 月至 9 月未见记录。",
        IP,
        site.users["chenjing"],
    )


def test_breaks_pasted_from_word_become_line_feeds(database: Database) -> None:
    site = Site(database)
    site.done(record(site, "查《台账》。\x0b3 月未见记录。\x0c\x07完\u2028\ud800"))
    assert [row["text"] for row in site.rows("records")] == ["查《台账》。\n3 月未见记录。\n完\n"]


def test_a_text_with_old_line_ends_replays_as_it_was_kept(database: Database) -> None:
    site = Site(database)
    kept = load_body("record.set", 1, {"visit": site.visit, "ref": "7.4.1", "department": "", "text": "一\r\n二"})
    assert kept["text"] == "一\r\n二"


def test_two_authors_never_share_a_text(database: Database) -> None:
    site = Site(database)
    site.done(record(site, "陈静写的"))
    site.done(record(site, "李岩写的", "liyan"), "liyan")
    site.done(record(site, "何明看到的", "heming"), "heming")
    assert {row["text"] for row in site.rows("records")} == {"陈静写的", "李岩写的", "何明看到的"}
    assert not any(row["conflict"] for row in site.rows("records"))


def test_nobody_writes_under_another_name_or_without_the_team(database: Database) -> None:
    site = Site(database)
    assert site.apply(record(site, "冒名", "liyan"), "chenjing").why == "subject_differs"
    assert site.apply(record(site, "组外", "wangwu"), "wangwu").why == "not_permitted"
    assert site.apply(record(site, "外机构", "linfan"), "linfan").why == "absent"
    assert site.rows("records") == []


def test_the_same_op_twice_is_once_and_a_later_one_replaces_its_base(database: Database) -> None:
    site = Site(database)
    op = record(site, "一")
    assert site.apply(op) == site.apply(op)
    site.done(record(site, "一二", base=[str(op["id"])]))
    assert [(row["text"], row["conflict"]) for row in site.rows("records")] == [("一二", 0)]


def test_two_tablets_of_one_author_keep_both_texts_until_settled(database: Database) -> None:
    site = Site(database)
    first = site.done(record(site, "一"))
    left, right = site.done(record(site, "左", base=[first])), site.done(record(site, "右", base=[first]))
    (row,) = site.rows("records")
    assert (row["text"], row["conflict"]) == ("右", 1)
    assert {head["value"] for head in site.rows("heads")} == {'"左"', '"右"'}
    site.done(record(site, "左右", base=[left, right]))
    assert [(row["text"], row["conflict"]) for row in site.rows("records")] == [("左右", 0)]


def test_what_comes_before_its_base_waits(database: Database) -> None:
    site = Site(database)
    first = record(site, "一")
    second = record(site, "一二", base=[str(first["id"])])
    assert site.apply(second).outcome == "held"
    site.done(first)
    assert site.rows("records")[0]["text"] == "一二"
