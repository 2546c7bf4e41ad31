"""The commands that are part of the public contract and need no database: their words, JSON keys and exit statuses."""

import json
from pathlib import Path

import pytest

from audit_app.cli import WHERE, main
from tests.sheets.register_files import HEADER, csv_bytes, good_rows


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leaving:
        main(list(arguments))
    said = capsys.readouterr()
    return int(leaving.value.code or 0), said.out, said.err


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ("--from 2026-02-10 --n 15 --unit workday", "2026-03-09"),
        ("--from 2026-09-18 --n 15 --unit workday", "2026-10-15"),
        ("--from 2026-09-25 --n 5 --unit workday", "2026-10-09"),
        ("--from 2025-09-26 --n 15 --unit workday", "2025-10-23"),
        ("--from 2026-04-30 --n 3 --unit workday", "2026-05-08"),
        ("--from 2025-12-31 --n 5 --unit workday", "2026-01-08"),
        ("--from 2026-01-17 --n 30 --unit day", "2026-02-24"),
        ("--from 2026-09-02 --n 30 --unit day", "2026-10-08"),
        ("--from 2026-03-05 --n 30 --unit day", "2026-04-07"),
        ("--from 2026-01-17 --n 30 --unit day --roll none", "2026-02-16"),
        ("--from 2024-02-29 --n 1 --unit year --roll none", "2025-02-28"),
        ("--from 2026-12-20 --n 30 --unit day", "2027-01-19 provisional"),
    ],
)
def test_due_prints_the_day_and_says_when_it_is_provisional(
    capsys: pytest.CaptureFixture[str], arguments: str, wanted: str
) -> None:
    assert run(capsys, "due", *arguments.split()) == (0, wanted + "\n", "")


def test_due_gives_its_four_keys(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "due", "--from", "2026-01-17", "--n", "30", "--unit", "day", "--json")
    assert (status, json.loads(out)) == (
        0,
        {"date": "2026-02-24", "nominal": "2026-02-16", "rolled": True, "provisional": False},
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["due", "--from", "2026-02-30", "--n", "1", "--unit", "day"],
        ["due", "--n", "1", "--unit", "day"],
        ["due", "--from", "2026-02-10", "--n", "0", "--unit", "day"],
        ["due", "--from", "2026-02-10", "--n", "1", "--unit", "week"],
        ["uscc", "914403001922038217"],
        ["uscc", "IOSVZ"],
        ["checklist", "show", "nosuch"],
        ["nosuch"],
        ["draw", "nosuch.xlsx", "--quota", "3", "--seed", "s"],
        ["register", "template", "x.txt"],
        ["checklist", "map", "gbt-29490-2013", "spot-check-29490"],
        ["serve", "--port", "99999"],
    ],
)
def test_wrong_use_ends_with_two_and_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_uscc_prints_the_normal_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "uscc", " ９１３３０１００７９９６５５０５８ｂ ") == (0, "91330100799655058B\n", "")


def test_checklist_show_has_the_public_keys(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "checklist", "show", "gbt-29490-2013", "--json")
    shown = json.loads(out)
    assert set(shown) == {"id", "standard", "edition", "title", "digest", "items"}
    leaves = [item for item in shown["items"] if item["leaf"]]
    assert len(leaves) == 45
    wanted = {
        "ref",
        "parent",
        "number",
        "number_status",
        "title",
        "prompts",
        "records",
        "methods",
        "departments",
        "pdca",
        "when",
        "leaf",
    }
    assert set(leaves[0]) == wanted
    assert all(set(p) == {"zh", "en"} for item in leaves for p in item["prompts"])


def test_register_check_tells_what_it_put_right_and_that_there_are_no_rows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = good_rows(3)
    place = {name: at for at, name in enumerate(HEADER)}
    code = rows[0][place["统一社会信用代码"]]
    rows[0][place["统一社会信用代码"]] = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())
    rows[1][place["设区市"]] = rows[1][place["设区市"]].removesuffix("市")
    rows[2][place["企业名称"]] += "\u200b"
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *rows]))
    status, out, _ = run(capsys, "register", "check", str(file))
    assert status == 0
    for line in ("全角改成半角\t3 格", "小写改成大写\t3 格", "去掉看不见的字符\t1 格", "改成规定的写法\t2 格"):
        assert f"已自动改写\t{line}\n" in out
    status, out, _ = run(capsys, "register", "check", str(file), "--json")
    mended = json.loads(out)["mended"]
    kinds = {(one["row"], one["column"]): one["kinds"] for one in mended}
    assert kinds[2, "统一社会信用代码"] == ["width", "case"]
    assert (kinds[3, "设区市"], kinds[4, "企业名称"]) == (["name"], ["marks"])
    assert code in [one["after"] for one in mended]
    file.write_bytes(csv_bytes([HEADER]))
    assert "只有表头，没有内容" in run(capsys, "register", "check", str(file))[1]
    (warning,) = json.loads(run(capsys, "register", "check", str(file), "--json")[1])["warnings"]
    assert warning["code"] == "no_rows"


def test_register_check_and_draw_work_on_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *good_rows(60)]))
    status, out, _ = run(capsys, "register", "check", str(file), "--json")
    assert (status, json.loads(out)) == (
        0,
        {
            "rows": 60,
            "ok": True,
            "problems": [],
            "warnings": json.loads(out)["warnings"],
            "mended": json.loads(out)["mended"],
        },
    )
    arguments = ("draw", str(file), "--quota", "10", "--minimum", "10", "--seed", "种子")
    arguments = (*arguments, "--on", "2023-06-01", "--json")
    status, out, _ = run(capsys, *arguments)
    drawn = json.loads(out)
    assert status == 0
    wanted = {"register_digest", "on", "quota", "seed", "strata", "algorithm", "drawn", "reserve", "minimum", "because"}
    assert set(drawn) == wanted and (drawn["minimum"], drawn["because"]) == (10, None)
    assert set(drawn["drawn"][0]) == {"uscc", "name", "certificate", "stratum", "inspectors"}
    assert set(drawn["reserve"][0]) == {"uscc", "name", "certificate", "stratum"}
    assert run(capsys, *arguments)[1] == out


def test_a_person_on_two_cards_is_sent_by_neither(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, staff = tmp_path / "register.csv", tmp_path / "staff.csv"
    file.write_bytes(csv_bytes([HEADER, *good_rows(60)]))
    arguments = [
        "draw",
        str(file),
        "--quota",
        "10",
        "--minimum",
        "10",
        "--on",
        "2023-06-01",
        "--json",
        "--seed",
        "种子",
    ]
    (first, *_others) = json.loads(run(capsys, *arguments)[1])["drawn"]
    columns = ["姓名", "执法证号", "单位", "回避企业统一社会信用代码"]
    people = [["钱　磊", "1", "", first["uscc"]], ["钱磊", "2", "", ""], ["尹向阳", "3", "", ""], ["虞岳", "4", "", ""]]
    staff.write_bytes(csv_bytes([columns, *people]))
    drawn = json.loads(run(capsys, *arguments, "--inspectors", str(staff))[1])["drawn"]
    sent = {one["uscc"]: {who["card_no"] for who in one["inspectors"]} for one in drawn}
    assert sent[first["uscc"]] == {"3", "4"} and set().union(*sent.values()) == {"1", "2", "3", "4"}


def test_a_seed_is_drawn_with_as_it_is_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *good_rows(60)]))
    arguments = ["draw", str(file), "--quota", "10", "--minimum", "10", "--on", "2023-06-01", "--json", "--seed"]
    plain = run(capsys, *arguments, "种子１２３")[1]
    assert json.loads(plain)["seed"] == "种子１２３"
    for typed in (" 种子１２３ ", "种子\u200b１２３", "种子１\u202e２３", "\U000e0041种子１２３\ufe0f"):
        assert run(capsys, *arguments, typed)[1] == plain


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        (None, ["县(市、区)"]),
        ("县(市、区)", ["县(市、区)"]),
        ("县（市、区）", ["县(市、区)"]),
        ("设区市,县(市、区)", ["设区市", "县(市、区)"]),
        ("县(市、区)、设区市", ["县(市、区)", "设区市"]),
        ("设区市，信用风险等级；认证机构名称", ["设区市", "信用风险等级", "认证机构名称"]),
        ("设区市,设区市", ["设区市"]),
        ("city", ["设区市"]),
    ],
)
def test_strata_are_named_as_in_the_header_row(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, typed: str | None, wanted: list[str]
) -> None:
    file = tmp_path / "register.csv"
    rows = good_rows(40)
    file.write_bytes(csv_bytes([HEADER, *rows]))
    arguments = ["draw", str(file), "--quota", "5", "--minimum", "5", "--seed", "s", "--on", "2023-06-01", "--json"]
    status, out, _ = run(capsys, *arguments, *([] if typed is None else ["--strata", typed]))
    drawn = json.loads(out)
    assert (status, drawn["strata"]) == (0, wanted)
    assert {one["stratum"].count("/") for one in drawn["drawn"]} == {len(wanted) - 1}


@pytest.mark.parametrize("typed", ["", ",", "市(县)", "设区市,没有", "设区市没有", "县(市"])
def test_strata_that_are_no_columns_are_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, typed: str) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *good_rows(9)]))
    status, out, err = run(
        capsys, "draw", str(file), "--quota", "2", "--minimum", "2", "--seed", "s", "--strata", typed
    )
    assert (status, out, len(err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize(
    ("more", "status", "minimum", "because"),
    [
        ([], 2, None, None),
        (["--because", "名录里只有九家企业"], 2, None, None),
        (["--because", " 名 录 只 有 九 "], 2, None, None),
        (["--because", "今年全市有效证书只有十家"], 0, 30, "今年全市有效证书只有十家"),
        (["--minimum", "9"], 2, None, None),
        (["--minimum", "8"], 0, 8, None),
        (["--minimum", "0"], 2, None, None),
    ],
)
def test_below_the_minimum_the_draw_asks_for_a_reason_that_it_keeps(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, more: list[str], status: int, minimum: int, because: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *good_rows(20)]))
    arguments = ["draw", str(file), "--quota", "8", "--seed", "s", "--on", "2023-06-01", *more]
    code, out, err = run(capsys, *arguments, "--json")
    assert code == status and (len(err.splitlines()) == 1) is (status == 2)
    if status == 0:
        told = json.loads(out)
        assert (told["minimum"], told["because"]) == (minimum, because)
        plain = run(capsys, *arguments)[1]
        assert (f"少于最低 {minimum} 家  原因 {because}" in plain) is bool(because)


def test_draw_refuses_a_register_with_problems(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = good_rows(5)
    rows[2][1] = "914403001922038217"
    file = tmp_path / "register.csv"
    file.write_bytes(csv_bytes([HEADER, *rows]))
    status, _, err = run(capsys, "draw", str(file), "--quota", "2", "--minimum", "2", "--seed", "s")
    assert status == 2
    assert "第 4 行" in err


def test_evidence_check_says_which_file_is_bad(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = tmp_path / "a.jpg"
    bad.write_bytes(b"not a photo")
    status, out, _ = run(capsys, "evidence", "check", str(bad), "--json")
    (report,) = json.loads(out)
    assert status == 2
    assert report["ok"] is False
    assert "a.jpg" in report["problem"]
    wanted = {"file", "ok", "sha256", "format", "width", "height", "taken_at", "offset", "position", "problem", "note"}
    assert set(report) == wanted


def test_every_command_of_the_contract_is_there() -> None:
    wanted = (
        "demo serve migrate backup restore checklist due uscc draw register annex evidence work reindex copy verify"
    )
    assert set(wanted.split()) <= set(WHERE)
