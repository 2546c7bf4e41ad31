"""A throw-away PostgreSQL cluster from Debian's binaries: no TCP, gone afterwards. Used by the tests of both engines."""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
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
    "max_wal_size=64MB",
    "min_wal_size=32MB",
    "autovacuum=off",
    "dynamic_shared_memory_type=mmap",
)
SHARED = pathlib.Path("/dev/shm")


def binaries() -> pathlib.Path:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    if not found:
        raise RuntimeError("apt-get install postgresql")
    return found[-1]


def in_memory() -> str | None:
    """A folder in memory when there is room in it: databases come and go there in no time."""
    if not os.access(SHARED, os.W_OK) or shutil.disk_usage(SHARED).free < 2 * 2**30:
        return None
    lines = pathlib.Path("/proc/meminfo").read_text().splitlines()
    available = next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))
    return str(SHARED) if available > 6 * 2**20 else None


def sweep() -> None:
    """Take away the clusters whose run was killed: their servers live on, and their folders fill the memory."""
    for folder in (SHARED, pathlib.Path(tempfile.gettempdir())):
        for owner in folder.glob("pg-*/owner"):
            if not alive(int(owner.read_text())):
                stop(owner.parent / "data" / "postmaster.pid")
                shutil.rmtree(owner.parent, ignore_errors=True)


def alive(pid: int) -> bool:
    return pathlib.Path(f"/proc/{pid}").exists()


def stop(pid_file: pathlib.Path) -> None:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)


@contextlib.contextmanager
def cluster(*settings: str, durable: bool = False) -> Iterator[str]:
    """Yield the URL of a fresh cluster; `durable` keeps fsync on, as in production."""
    sweep()
    root = pathlib.Path(tempfile.mkdtemp(prefix="pg-", dir=None if durable else in_memory()))
    (root / "owner").write_text(str(os.getpid()))
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
