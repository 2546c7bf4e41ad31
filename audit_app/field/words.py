"""The words of the tablet's modules: one catalogue of msgids with their English; Chinese is the msgid itself."""

import json
from functools import lru_cache
from pathlib import Path

CATALOGUE = Path(__file__).parents[1] / "translations" / "field.json"


def words(language: str) -> dict[str, str]:
    """Text by msgid for `zh` or `en`; a msgid without English stands for itself."""
    return {msgid: (english or msgid) if language == "en" else msgid for msgid, english in _catalogue().items()}


@lru_cache(maxsize=1)
def _read(changed: int) -> dict[str, str]:
    found: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return found


def _catalogue() -> dict[str, str]:
    return _read(CATALOGUE.stat().st_mtime_ns) if CATALOGUE.exists() else {}
