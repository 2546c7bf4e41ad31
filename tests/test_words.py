"""The English catalogue: complete for everything that is said, with the same placeholders, and compiled as it is written."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "audit_app/translations/en/LC_MESSAGES"
HELD = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w+\}(?!\})")
HAN = re.compile(r"[\u3400-\u9fff]")
# data that stays Chinese in an English sentence: words of the register, names of places, titles of the standard
KEPT = re.compile(r"《[^》]*》|有效|暂停|撤销|注销|中高|低|中|高|南通市|海门区|；")


def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    target = tmp_path_factory.mktemp("words") / "all.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        "--ignore-dirs",
        ".*",
        "-k",
        "N_",
        "-o",
        str(target),
    ]
    subprocess.run([*command, "audit_app", "evidence", "checklists", "schemas"], cwd=ROOT, check=True)
    with target.open("rb") as file:
        return read_po(file)


def test_everything_that_is_said_has_its_english(said: Catalog) -> None:
    english = catalogue()
    wanted = [message.id for message in said if message.id]
    assert len(wanted) > 500
    assert [one for one in wanted if english.get(one) is None or not english.get(one).string] == []


def test_no_words_are_marked_in_a_way_that_is_not_extracted() -> None:
    marked = [path for path in (ROOT / "audit_app").rglob("*.py") if "lazy_gettext" in path.read_text(encoding="utf-8")]
    assert marked == []


def test_nothing_is_translated_that_nobody_says(said: Catalog) -> None:
    assert [message.id for message in catalogue() if message.id and said.get(message.id) is None] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = [m.id for m in catalogue() if m.id and sorted(HELD.findall(m.id)) != sorted(HELD.findall(str(m.string)))]
    assert wrong == []


def test_english_sentences_hold_no_chinese_but_data() -> None:
    assert [m.string for m in catalogue() if m.id and HAN.search(KEPT.sub("", str(m.string)))] == []


def test_whoever_reads_is_addressed_in_one_way(said: Catalog) -> None:
    """您, never 你: in what the server says and in what the tablet says."""
    tablet = json.loads((ROOT / "audit_app/translations/field.json").read_text(encoding="utf-8"))
    assert any("您" in one for one in tablet)
    assert [message.id for message in said if message.id and "你" in str(message.id)] == []
    assert [one for one in tablet if "你" in one] == []


SHOWN_AS = {
    "检查人员": "Inspector",  # the role of one
    "派出的检查人员": "Inspectors",
    "抽取": "Draw",  # what a button does
    "抽取数": "Drawn",
    "已抽取": "Drawn",
    "完成": "Done",
    "签发": "Issue",
    "签发日期": "Issued",
    "送达日期": "Served",
    "关闭": "Close",
    "关闭日期": "Closed",
}


def test_a_button_is_a_verb_and_a_label_of_a_day_or_a_number_is_none() -> None:
    english = catalogue()
    assert {one: english.get(one).string for one in SHOWN_AS} == SHOWN_AS
    labels = ((ROOT / "audit_app").rglob("*.html"), (ROOT / "audit_app/regulator").glob("*.py"))
    verbs = re.compile(
        r'_on": _\("(签发|送达|关闭)"\)|<(?:dt|th)[^>]*>\{\{ _\("(签发|送达|关闭|抽取)"\)|\(_\("(签发|送达|关闭)"\), row'
    )
    found = [path.name for files in labels for path in files if verbs.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert {m.id: m.string for m in compiled if m.id} == {m.id: m.string for m in catalogue() if m.id}


def test_the_tablet_has_its_english_for_every_word_of_its_modules() -> None:
    words = json.loads((ROOT / "audit_app/translations/field.json").read_text(encoding="utf-8"))
    modules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "audit_app/static/field").glob("*.js"))
    used = set(re.findall(r"""(?<![\w.])t\(\s*["'`]([^"'`]+)["'`]""", modules))
    assert len(used) > 20
    assert sorted(used - set(words)) == []
    assert [english for english in words.values() if HAN.search(KEPT.sub("", english))] == []
    wrong = [
        chinese for chinese, english in words.items() if sorted(HELD.findall(chinese)) != sorted(HELD.findall(english))
    ]
    assert wrong == []


def source_of(*rooms: str) -> str:
    folders = [ROOT / "audit_app" / above / room for room in rooms for above in ("", "templates")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html")]
    return "".join(path.read_text(encoding="utf-8") for path in files)


def test_a_review_and_a_recheck_are_told_apart() -> None:
    """复核 is the body's, before its decision; 复查 the office's, of a rectification."""
    body, office = source_of("review", "field", "admin"), source_of("regulator")
    assert "复核" in body and "复查" in office
    assert "复查" not in body and "复核" not in office
