"""Finds and loads the published editions. A body's own editions live in the database as `Edition.as_data()`."""

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
