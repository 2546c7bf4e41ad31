"""The process that sets one annex: data in, a line with the signs that no font has and then the PDF out."""

import json
import resource
import sys

from audit_app.documents.annex import AnnexData
from audit_app.documents.annex_pdf import Unprintable, annex_pdf

MEMORY, SECONDS = 3 * 2**30, 170


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    data = AnnexData(**json.load(sys.stdin.buffer))
    try:
        places, paper = [], annex_pdf(data)
    except Unprintable as boxes:
        places, paper = boxes.places, b""
    sys.stdout.buffer.write(json.dumps(places).encode() + b"\n" + paper)


if __name__ == "__main__":
    main()
