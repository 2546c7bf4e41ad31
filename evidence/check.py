"""Looks at one file as `take_in` and the decoder would, keeps nothing, and reports.
The words of the report are those of the refusals and of the decoder."""

import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO, TypedDict

from evidence.decode import Stalled, decode
from evidence.exif import Position, facts_in
from evidence.limits import Limits
from evidence.refusal import N_, Refusal, shown
from evidence.store import chunks
from evidence.take_in import check_name, check_size, check_whole


class Report(TypedDict):
    """One line of `evidence check`; `problem` is a Chinese sentence where `ok` is false, `note` one
    about a photo that is taken in though something is wrong with its data or its name."""

    file: str
    ok: bool
    sha256: str | None
    format: str | None
    width: int | None
    height: int | None
    taken_at: str | None
    offset: str | None
    position: Position | None
    problem: str | None
    note: str | None


def check_file(path: str | Path, limits: Limits = Limits()) -> Report:
    """Run every check on the file at `path`. Never raises for the file; one that cannot be read is a report too."""
    report: Report = {
        "file": str(path), "ok": False, "sha256": None, "format": None, "width": None, "height": None,
        "taken_at": None, "offset": None, "position": None, "problem": None, "note": None,
    }  # fmt: skip
    name = shown(str(path))
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            report["problem"] = N_("%(name)s 不是文件。请选择照片") % {"name": name}
            return report
        with open(path, "rb") as stream:
            _look(stream, str(path), limits, report)
    except Refusal as refusal:
        report["problem"] = refusal.sentence
    except (OSError, ValueError):
        report["problem"] = N_("%(name)s 读不到。请检查路径和权限") % {"name": name}
    report["ok"] = report["problem"] is None
    return report


def _other_name(name: str, kind: str) -> str | None:
    """A name of another kind is a remark: the bytes say what the photo is, and it is taken in."""
    try:
        check_name(name, kind)
    except Refusal as refusal:
        return refusal.sentence
    return None


def _look(stream: BinaryIO, name: str, limits: Limits, report: Report) -> None:
    digest = hashlib.sha256()
    for piece in chunks(stream):
        digest.update(piece)
    report["sha256"] = digest.hexdigest()
    check_size(stream.tell(), name, limits)
    header = check_whole(stream, name, limits)
    facts = facts_in(header)
    report["format"], report["width"], report["height"] = header.format, header.width, header.height
    report["taken_at"], report["offset"], report["position"] = facts["taken_at"], facts["offset"], facts["position"]
    try:
        decoded = decode(stream, limits)
    except Stalled:
        raise Refusal("stalled", name=shown(name)) from None
    report["note"] = decoded.note or _other_name(name, header.format)
    if not decoded.ok:
        report["problem"] = N_("%(name)s %(problem)s") % {"name": shown(name), "problem": decoded.problem}
