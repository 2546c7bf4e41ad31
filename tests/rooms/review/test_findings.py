"""审核发现: the tree and everything under a clause; the clause stands in the address."""

import re

import pytest

from audit_app.demo.script import Script, known_id
from audit_app.ops import apply, make
from audit_app.store import people
from tests.rooms.cast import noted
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import DIGEST, VISIT, plan

AT = "/review/audits/A1/findings"


def test_everything_recorded_under_a_clause_is_shown(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get(f"{AT}?ref=7.6").text
    assert "<h1>7.6 保密</h1>" in page
    assert "查图纸发放台账 &lt;三本&gt;，7 月起没有记录。" in page and "复核同上。" in page
    assert re.search(r"研发中心</span> · <span[^>]*>陈静", page) and re.search(
        r"研发中心</span> · <span[^>]*>李岩", page
    )
    assert "3 份缺签收" in page and "研发工程师" in page and "图纸怎样发放" in page
    assert "启衡-7.6-B01" in page and "现场拍摄" in page and "还没有上传" in page
    assert f'href="/review/nc/{known_id("B-01")}"' in page


@pytest.mark.parametrize(
    ("note", "word"),
    [("不完整：有一部分画面缺失", "不完整"), ("文件的数据校验不符，画面可能有误", "数据校验不符")],
)
@pytest.mark.parametrize("path", [f"{AT}?ref=7.6", f"/review/nc/{known_id('B-01')}"])
def test_what_is_wrong_with_the_data_of_a_photo_stands_on_it(
    story: Script, signed_in: SignedIn, path: str, note: str, word: str
) -> None:
    assert 'class="mark"' not in signed_in("liyan").get(path).text
    noted(story, known_id("JX"), DIGEST, note)
    page = signed_in("liyan").get(path).text
    assert f'<span class="mark">{word}</span>' in page and f" · {note}" in page


def test_the_same_picture_twice_in_a_clause_is_said(story: Script, signed_in: SignedIn) -> None:
    assert "是同一张照片" not in signed_in("liyan").get(f"{AT}?ref=7.6").text
    body = {"visit": VISIT, "ref": "7.6", "department": "", "sha256": DIGEST, "size": 10, "number": "启衡-7.6-B03"}
    more = {"label": "", "source": "album", "taken_at": "2023-10-26T02:00:00.000Z"}
    story.do("chenjing", "photo.add", known_id("again"), {**body, **more})
    story.flush()
    page = signed_in("liyan").get(f"{AT}?ref=7.6").text
    assert "和 启衡-7.6-B01 是同一张照片" in page and "和 启衡-7.6-B03 是同一张照片" in page
    assert page.count("是同一张照片") == 2


def test_the_tree_has_every_clause_and_its_counts(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("liyan").get(AT).text
    tree = page[page.index('<nav class="tree"') : page.index("</nav>", page.index('<nav class="tree"'))]
    assert tree.count("data-keys-item") == 45
    assert "全部 45" in page and "有问题 2" in page and "未审 41" in page
    assert sum(int(n) for n in re.findall(r"<h3>[^<]*<span>(\d+) / \d+", tree)) == 4
    assert 'ref=4.1" hx-target="#clause" hx-push-url="true" class="on"' in tree


def test_a_clause_shows_its_worst_nonconformity_of_those_that_stand(story: Script, signed_in: SignedIn) -> None:
    """7.6 has a minor one; with a major one it is 严重, and 一般 again once that is withdrawn."""
    client, major = signed_in("liyan"), known_id("B-02")

    def judged() -> str:
        found = re.search(r"<td>7\.6 保密</td><td>([^<，]*)", client.get(AT).text)
        return found[1] if found else ""

    def listed() -> bool:
        return f'href="/review/nc/{major}"' in client.get(f"{AT}?ref=7.6").text

    assert (judged(), listed()) == ("一般", False)
    drafted = {"visit": VISIT, "ref": "7.6", "number": "B-02", "severity": "major"}
    story.do("chenjing", "nonconformity.draft", major, drafted)
    story.flush()
    assert (judged(), listed()) == ("严重", True)
    story.do("chenjing", "nonconformity.withdraw", major, {"visit": VISIT, "reason": ""})
    story.flush()
    assert (judged(), listed()) == ("一般", False)


def test_a_filter_shows_those_clauses_alone(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("liyan").get(f"{AT}?show=issues").text
    tree = page[page.index('<nav class="tree"') : page.index("</nav>", page.index('<nav class="tree"'))]
    assert tree.count("data-keys-item") == 2 and "5.1" in tree and "7.6" in tree
    assert "<h1>5.1" in page


def test_htmx_gets_the_clause_alone(story: Script, signed_in: SignedIn) -> None:
    part = signed_in("liyan").get(f"{AT}?ref=7.6", headers={"HX-Request": "true"})
    assert "<html" not in part.text and "7.6 保密" in part.text and part.headers["Vary"].count("HX-Request")


def test_one_goes_to_the_next_clause_and_back_without_script(story: Script, signed_in: SignedIn) -> None:
    client, ref = signed_in("liyan"), "4.1"
    seen = [ref]
    for _ in range(50):
        after = re.search(r'href="[^"]*ref=([^"&]+)"><span>[^<]*</span><svg', client.get(f"{AT}?ref={seen[-1]}").text)
        if not after:
            break
        seen.append(after[1])
    assert len(seen) == len(set(seen)) == 45


def test_an_unknown_clause_is_refused_with_a_sentence(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("liyan").get(f"{AT}?ref=99.9")
    assert page.status_code == 422 and "「99.9」不是" in page.text


def test_an_audit_keeps_the_edition_it_was_planned_with(story: Script, signed_in: SignedIn) -> None:
    body = {"name": "default_edition", "value": "gbt-29490-2023"}
    story.do("fengjie", "setting.set", known_id("JX"), body)
    story.flush()
    page = signed_in("liyan").get(AT).text
    assert "GB/T 29490—2013" in page and "29490—2023" not in page and "全部 45" in page


def test_before_anything_came_it_says_so(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C2", "后来有限公司", "后来", "gbt-29490-2023", "2024-01-10", "2024-01-10")
    story.flush()
    page = signed_in("sunqian").get("/review/audits/C2/findings").text
    assert "现场还没有上传记录" in page and "现场还没有上传记录" not in signed_in("sunqian").get(AT).text


def test_two_judgements_stand_side_by_side_until_settled(story: Script, signed_in: SignedIn) -> None:
    for value in ("conforms", "observation"):
        with story.database.reading() as connection:
            actor = people.get_actor(connection, known_id("chenjing" if value == "conforms" else "liyan"))
        op = make("judgement.set", f"{VISIT}/7.5", {"visit": VISIT, "ref": "7.5", "value": value})
        assert apply(story.database, op, actor, story.time).outcome == "done"
    page = signed_in("liyan").get(f"{AT}?ref=7.5").text
    assert "有几种判定，还没有选定" in page and "有问题 3" in page
    assert "1 项待核对" in signed_in("liyan").get("/review").text


@pytest.mark.parametrize(
    ("account", "status"), [("gaoyuan", 404), ("linfan", 404), ("chenjing", 200), ("fengjie", 200)]
)
def test_who_may_read_it(story: Script, signed_in: SignedIn, account: str, status: int) -> None:
    assert signed_in(account).get(AT).status_code == status


def test_a_number_nobody_has_proven_is_said_once_and_not_printed(story: Script, signed_in: SignedIn) -> None:
    plan(story, "C3", "再后来有限公司", "再后来", "gbt-29490-2023.2", "2024-01-10", "2024-01-10")
    story.flush()
    page = signed_in("liyan").get("/review/audits/C3/findings?ref=context").text
    listed, printed = page.split('id="judged"')
    assert listed.count("编号待核") == 2, "once in the list of a tablet, once in that of a phone"
    assert "4.1 理解企业及其环境" in listed and "理解企业及其环境" in printed and "4.1" not in printed
    heading = page.split("<h1>", 1)[1].split("</h1>", 1)[0]
    assert heading.count("4.1") == 1 and '<span class="only-print">理解企业及其环境</span>' in heading, "none on paper"
    whole = signed_in("liyan").get("/review/audits/A1/findings").text
    assert "编号待核" not in whole and "<td>7.4.1 " in whole
