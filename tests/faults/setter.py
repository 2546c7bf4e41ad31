"""A process in which threads ask for the same annex at once, as a web process does; it says what that cost.

Run by test_many_papers.py: setter.py COUNT child|in-process. The last sets it where it is asked, on purpose.
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from audit_app.documents.annex_pdf import annex_pdf
from audit_app.documents.setting import Crowded, set_pdf
from tests.documents.sample_rows import annex, row
from tests.faults.looker import children, resident


def main(count: int, how: str) -> None:
    seen = {"children": 0, "set": 0, "crowded": 0}
    data, stop = annex([row(n) for n in range(1, 61)]), threading.Event()
    before = resident("VmRSS")

    def watch() -> None:
        while not stop.is_set():
            seen["children"] = max(seen["children"], children())
            time.sleep(0.02)

    def ask(_: int) -> str:
        try:
            paper = annex_pdf(data) if how == "in-process" else set_pdf(data)
        except Crowded:
            return "crowded"
        assert paper.startswith(b"%PDF")
        return "set"

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(count) as threads:
        for said in threads.map(ask, range(count)):
            seen[said] += 1
    stop.set()
    watcher.join()
    print(json.dumps({**seen, "grown": resident("VmRSS") - before, "most": resident("VmHWM") - before}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
