"""R28: three hundred nasty names as file name, organisation, digest and recipe write nothing outside the shelf."""

import io
import os
import unicodedata

import pytest

from evidence.folder import FolderStore
from evidence.refusal import Refusal
from evidence.store import BadKey
from evidence.take_in import check_name, take_in
from tests.evidence.photo_kit import ORGANISATION, digest, files_under, photo

DATA = photo()
SHA = digest(DATA)
CORES = [
    ".", "..", "...", "", " ", "/", "\\", "~", "-", "--help", "../x", "../../x", "../../../../../../tmp/x",
    "/etc/passwd",
    "..\\..\\x", "C:\\x", "\\\\server\\share\\x", "file:///etc/passwd", "%2e%2e%2f", "%2e%2e/x", "..%2fx",
    "%252e%252e%252fx",
    "..%c0%afx", "....//x", ".../...//x", "x/../../y", "x/./y", "./x", "x\0.jpg", "\0", "a\nb",
    "a\r\nSet-Cookie: x", "\x1b[31m",
    "CON", "con", "PRN", "AUX", "NUL", "nul", "COM1", "LPT9", "CON.jpg", "NUL.tar.gz", "views", "VIEWS",
    "incoming", "Incoming",
    "😀" * 255, "长" * 255, "a" * 256, "a" * 5000, "\u202egpj.exe", "\u2066x\u2069", "\u200fx", "\ufeffx", "\u200bx",
    unicodedata.normalize("NFC", "é…"), unicodedata.normalize("NFD", "é…"), "ﬁle?", "．．／x", "‥/x", "x:stream",
    "x::$DATA",
    "x.", "x ", "x*", "x?", "x|y", "x>y", "`id`", "$(id)", "${HOME}", "';--", "<script>", "%s%n", "{0}",
    "%(name)s", "\ud800",
]  # fmt: skip
FRAMES = ["{}", "../{}", "{}/..", "{}\0.jpg"]
NAMES = list(dict.fromkeys(frame.replace("{}", core) for core in CORES for frame in FRAMES))


@pytest.fixture
def outside(tmp_path):
    """A folder with a neighbour; the shelf lies deep inside, so that any way out would be seen."""
    (tmp_path / "neighbour").write_bytes(b"untouched")
    return tmp_path


@pytest.fixture
def shelf(outside):
    return FolderStore(outside / "a" / "b" / "shelf")


def test_there_are_three_hundred_names_and_they_bite(shelf):
    assert len(NAMES) >= 300
    ways_out = [name for name in NAMES if not os.path.normpath(f"{shelf.root}/{name}").startswith(f"{shelf.root}/")]
    assert len(ways_out) >= 60


def test_no_file_name_reaches_the_disk(outside, shelf):
    for name in NAMES:
        take_in(shelf, ORGANISATION, io.BytesIO(DATA), SHA, len(DATA), name)
    kept = f"a/b/shelf/{ORGANISATION}/{SHA[:2]}/{SHA[2:4]}/{SHA}"
    assert files_under(outside) == {"neighbour", kept}


def test_no_name_breaks_the_sentence_that_refuses_it(shelf):
    for name in NAMES:
        with pytest.raises(Refusal) as refused:
            take_in(shelf, ORGANISATION, io.BytesIO(b"x"), SHA, 1, name)
        sentence = refused.value.sentence
        sentence.encode("utf-8")
        assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in sentence) and len(sentence) < 200
        try:
            check_name(name, "JPEG")
        except Refusal as other:
            assert other.code == "name_mismatch"


def test_no_name_is_an_organisation_a_digest_or_a_recipe(outside, shelf):
    recipes = [name for name in NAMES if name not in ("con", "nul", "views", "incoming")]
    for name in NAMES:
        for key in ((name, SHA), (ORGANISATION, name)):
            for ask in (shelf.get, shelf.has, shelf.size, shelf.url, shelf.drop):
                with pytest.raises(BadKey):
                    ask(*key)
            with pytest.raises(BadKey):
                shelf.put(*key, io.BytesIO(DATA))
    for name in recipes:
        with pytest.raises(BadKey):
            shelf.put_rendition(ORGANISATION, SHA, name, b"x")
    assert files_under(outside) == {"neighbour"}


def test_words_that_may_be_recipes_stay_inside(outside, shelf):
    for name in ("con", "nul", "views", "incoming"):
        shelf.put_rendition(ORGANISATION, SHA, name, b"x")
    assert all(path == "neighbour" or path.startswith("a/b/shelf/views/") for path in files_under(outside))


def test_a_nasty_digest_is_a_refusal_and_a_nasty_organisation_an_error(outside, shelf):
    for name in NAMES:
        with pytest.raises(Refusal) as refused:
            take_in(shelf, ORGANISATION, io.BytesIO(DATA), name, len(DATA), "a.jpg")
        assert refused.value.code == "wrong_digest"
        with pytest.raises(BadKey):
            take_in(shelf, name, io.BytesIO(DATA), SHA, len(DATA), "a.jpg")
    assert files_under(outside) == {"neighbour"}
