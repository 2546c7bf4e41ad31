"""The process that reads one file from standard input as a table, and answers with the table or with why it is none.
It limits itself before it looks at a byte; it is started by `opening` and by nothing else."""

from __future__ import annotations

import json
import os
import sys

from evidence.child import limit

from .packing import packed
from .reading import read_table
from .unreadable import Unreadable


def main() -> None:
    """Read name, wanted header and limits from the first argument, the file from standard input; print the answer."""
    asked = json.loads(sys.argv[1])
    limit(*asked["limits"])
    with os.fdopen(0, "rb", closefd=False) as stream:
        answer = answer_to(asked, stream.read())
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(answer)


def answer_to(asked: dict[str, object], data: bytes) -> bytes:
    """A word and a line of JSON: `table`, or `unreadable` with its sentence."""
    try:
        return b"table\n" + packed(read_table(str(asked["name"]), data, list(asked["wanted"])))  # type: ignore[call-overload]
    except Unreadable as no:
        return b"unreadable\n" + json.dumps({"words": no.words, "details": no.details}).encode()


if __name__ == "__main__":
    main()
