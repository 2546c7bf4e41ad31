"""The tablet sends each kind in the newest version that the server understands."""

import json
import re
from pathlib import Path

import audit_app
from audit_app.field.pack import KINDS
from audit_app.ops import make
from schemas.loading import newest
from schemas.ops import SHAPES

MODULE = Path(audit_app.__file__).parent / "static" / "field" / "kinds.js"


def versions() -> dict[str, int]:
    text = MODULE.read_text(encoding="utf-8")
    named = re.search(r"VERSIONS = (\{.*?\});", text, re.S)
    assert named
    table: dict[str, int] = json.loads(re.sub(r",(\s*})", r"\1", named.group(1)))
    return table


def test_the_tablet_sends_the_newest_version_of_each_of_its_kinds() -> None:
    assert {kind: versions().get(kind, 1) for kind in KINDS} == {kind: newest(kind) for kind in KINDS}
    assert set(versions()) <= set(KINDS)


def test_the_pack_names_every_kind_that_the_modules_of_the_tablet_make() -> None:
    """The random sequences of two tablets go over the pack's list (e2e/test_tablets.py): a kind missing there is never tried."""
    modules = {path.name: path.read_text(encoding="utf-8") for path in MODULE.parent.glob("*.js")}
    named = set(re.findall(r'["\'`]([a-z_]+\.[a-z_]+)["\'`]', "".join(modules.values())))
    assert named & {kind for kind, _ in SHAPES} == set(KINDS)


def test_an_op_made_here_is_of_the_newest_version() -> None:
    assert all(make(kind, "x", {})["v"] == newest(kind) for kind in KINDS)
