"""Reads the package's YAML files, once each. What the words in them mean is known by the modules that ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(path: Path) -> Any:
    """Plain data of one YAML file. Read once per process: callers must not change what they are given."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)


def names(folder: str) -> list[str]:
    """The YAML files of a folder of this package without their ending, sorted."""
    return sorted(path.stem for path in (HOME / folder).glob("*.yaml"))
