"""`check_file` reports what taking in and decoding would say, with the public keys, and keeps nothing."""

import os

import pytest

from evidence.check import check_file
from evidence.limits import Limits
from tests.evidence.photo_kit import digest, drawing, files_under, photo, saved

KEYS = ["file", "ok", "sha256", "format", "width", "height", "taken_at", "offset", "position", "problem", "note"]


def report(tmp_path, name, data, limits=Limits()):
    path = tmp_path / name
    path.write_bytes(data)
    before = files_under(tmp_path)
    found = check_file(path, limits)
    assert list(found) == KEYS and found["file"] == str(path) and files_under(tmp_path) == before
    return found


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("JPEG", "照片.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_a_good_photo_is_reported_with_all_its_facts(tmp_path, kind, name):
    data = photo(kind)
    assert report(tmp_path, name, data) == {
        "file": str(tmp_path / name), "ok": True, "sha256": digest(data), "format": kind, "width": 96, "height": 64,
        "taken_at": "2023-10-27T10:42:00", "offset": "+08:00",
        "position": {"lat": 31.2366667, "lon": 121.4836111}, "problem": None, "note": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_a_name_of_another_kind_is_a_remark_for_the_photo_is_taken_in(tmp_path, name):
    found = report(tmp_path, name, photo())
    assert (found["ok"], found["problem"], found["format"], found["width"]) == (True, None, "JPEG", 96)
    assert found["note"] == f"{name} 的内容是 JPEG，与扩展名不符。请改正扩展名"


def test_what_is_wrong_with_the_data_is_said_before_the_name(tmp_path):
    whole = photo(width=900, height=600)
    assert report(tmp_path, "a.png", whole[: len(whole) // 2])["note"] == "不完整：有一部分画面缺失"


def test_an_undecodable_photo_is_a_problem_though_it_would_be_kept(tmp_path):
    whole = photo(width=900, height=600)
    found = report(tmp_path, "a.jpg", whole[: whole.rindex(b"\xff\xda") + 14])
    assert (found["ok"], found["format"], found["width"]) == (False, "JPEG", 900)
    assert found["problem"] == "a.jpg 打不开：文件已损坏或不完整"


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"", "空文件"), (b"%PDF-1.7 " * 9, "PDF 文件"), (b"text", "不是可用的照片"), (saved(drawing(), "TIFF"), "TIF")],
)
def test_what_take_in_refuses_is_a_problem_that_names_the_file(tmp_path, data, word):
    found = report(tmp_path, "IMG_7.jpg", data)
    assert not found["ok"] and found["format"] is None and found["sha256"] == digest(data)
    assert found["problem"].startswith("IMG_7.jpg ") and word in found["problem"]


def test_limits_hold(tmp_path):
    assert "超过 0.1 MB" in report(tmp_path, "a.jpg", photo() + bytes(200_000), Limits(max_bytes=104_857))["problem"]
    assert "96×64" in report(tmp_path, "a.jpg", photo(), Limits(max_pixels=6000))["problem"]


def test_what_is_not_a_readable_file_is_a_report_too(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    for path in (tmp_path, tmp_path / "absent.jpg", tmp_path / "pipe.jpg", "nul\0.jpg"):
        found = check_file(path)
        assert list(found) == KEYS and not found["ok"] and found["problem"].endswith(("请选择照片", "请检查路径和权限"))
