"""The throw-away clusters of the tests: a run that was killed leaves nothing that the next one keeps."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.postgres import alive, cluster

HOLDS = """
import time
from tests.postgres import cluster
with cluster() as url:
    print(url.split("host=")[1], flush=True)
    time.sleep(600)
"""


def killed_run() -> tuple[Path, int]:
    """The folder and the server of a cluster whose run was killed."""
    run = subprocess.Popen([sys.executable, "-c", HOLDS], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    root = Path(run.stdout.readline().strip())
    server = int((root / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    return root, server


def test_a_killed_run_is_swept_by_the_next() -> None:
    root, server = killed_run()
    assert root.exists() and alive(server)
    with cluster():
        assert not root.exists()
    for _ in range(100):
        if not alive(server):
            return
        time.sleep(0.1)
    assert Path(f"/proc/{server}/stat").read_text().split()[2] == "Z"


def test_a_living_cluster_is_left_alone() -> None:
    with cluster() as first, cluster():
        assert Path(first.split("host=")[1]).exists()
