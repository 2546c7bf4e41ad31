"""Which modules a field page needs, all told in its head: without that a browser learns of each only when the one before it has come."""

import re
from functools import cache
from pathlib import Path

ENTRIES = {
    "audit": ("open.js", "main.js"),
    "today": ("open.js", "today.js"),
    "me": ("open.js", "today.js"),
    "help": ("open.js", "today.js"),
    "unsent": ("open.js", "unsent.js"),
}
"""By shell: what `open.js` begins with (its MODULES), and itself."""
IMPORTED = re.compile(r'^(?:import|export)\b[^;"]*"(\.{1,2}/[^"]+\.js)"', re.MULTILINE)


@cache
def needed(folder: Path, shell: str) -> list[str]:
    """Files, relative to the static `folder`, that the page of this shell imports before it is drawn, itself included."""
    found: dict[Path, None] = {}
    waiting = [folder / "field" / name for name in ENTRIES[shell]]
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found[path] = None
            source = path.read_text(encoding="utf-8")
            waiting += [(path.parent / name).resolve() for name in IMPORTED.findall(source)]
    return [path.relative_to(folder).as_posix() for path in found]
