"""A throw-away PostgreSQL cluster from Debian's binaries: no TCP, gone afterwards. Used by the tests of both engines."""

import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "listen_addresses=''",
    "max_connections=90",
)


def binaries() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not found:
        raise RuntimeError("apt-get install postgresql")
    return found[-1]


def in_memory() -> str | None:
    """A folder in memory when there is room in it: databases come and go there in no time."""
    shared = pathlib.Path("/dev/shm")
    return str(shared) if os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2 * 2**30 else None


@contextlib.contextmanager
def cluster(*settings: str, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh cluster; `durable` keeps fsync on, as in production."""
    root = pathlib.Path(tempfile.mkdtemp(prefix="pg-", dir=None if durable else in_memory()))
    as_whom: dict[str, object] = {}
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(root, user.pw_uid, user.pw_gid)
        as_whom = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(*command: str) -> None:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(root)}
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env=environment, **as_whom)  # type: ignore[call-overload]

    tools, data = binaries(), str(root / "data")
    run(str(tools / "initdb"), "-D", data, "-U", "audit", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    chosen = [
        s for s in SETTINGS if not (durable and s.split("=")[0] in {"fsync", "synchronous_commit", "full_page_writes"})
    ]
    options = " ".join(f"-c {s}" for s in [*chosen, f"unix_socket_directories={root}", *settings])
    run(str(tools / "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", str(root / "log"), "-o", options, "start")
    try:
        yield f"postgresql://audit@/postgres?host={root}"
    finally:
        run(str(tools / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(root, ignore_errors=True)
