"""Finds and loads the published editions, and which of them replaces which.
A body's own editions live in the database as `Edition.as_data()`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from checklists import files
from checklists.edition import Edition
from schemas.checklist import EditionSchema

SCHEMES = files.HOME / "schemes"


class UnknownEdition(LookupError):
    """Raised for an id no published file carries; the message is a sentence for the screen."""


@cache
def edition_files() -> dict[str, Path]:
    """Where each published edition's file is, by the id written in it."""
    return {files.read(path)["id"]: path for path in sorted(SCHEMES.glob("*/*.yaml"))}


def available() -> list[str]:
    """The ids of all published editions, sorted."""
    return sorted(edition_files())


@cache
def load(edition_id: str) -> Edition:
    """A published edition by id (`gbt-29490-2023`). Raises UnknownEdition, or marshmallow's ValidationError
    when the file does not have the shape of an edition."""
    path = edition_files().get(edition_id)
    if path is None:
        raise UnknownEdition(f"没有检查表 {edition_id}。现有：{'、'.join(available())}。")
    return Edition.from_data(EditionSchema().load(files.read(path)))


@cache
def _replaced() -> dict[str, str]:
    """old id -> the id of the edition that replaces it."""
    return {old: name for name, path in edition_files().items() if (old := files.read(path).get("replaces"))}


def newest(edition_id: str) -> str:
    """The id of what replaces a published edition today; any other id as it is. An audit keeps the one it was planned with."""
    while edition_id in _replaced():
        edition_id = _replaced()[edition_id]
    return edition_id


def oldest(edition_id: str) -> str:
    """The first published edition behind an id or behind the `id@digest` of `based_on`; maps are written for that one."""
    earlier = {new: old for old, new in _replaced().items()}
    edition_id = edition_id.partition("@")[0]
    while edition_id in earlier:
        edition_id = earlier[edition_id]
    return edition_id


def offered(scheme: str) -> list[Edition]:
    """The editions of a scheme for new work: those that nothing replaces."""
    return [load(name) for name in available() if newest(name) == name and load(name).scheme == scheme]
