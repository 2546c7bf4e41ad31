"""Worlds that take seconds to build, such as the demo: each is built once a run, whichever of its workers asks first.

Nobody may change one: whoever wants to takes a copy.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from audit_app.demo.build import build

_configs: list[pytest.Config] = []
WORKER = "PYTEST_XDIST_WORKER"
FINISHED = "finished"


def live_in(config: pytest.Config) -> None:
    """Said by each conftest: worlds lie among the temporary folders of this run, which pytest clears away."""
    _configs.append(config)


@cache
def _home() -> Path:
    factory: pytest.TempPathFactory = _configs[0]._tmp_path_factory  # type: ignore[attr-defined]
    base = factory.getbasetemp()
    home = (base.parent if WORKER in os.environ else base) / "worlds"
    home.mkdir(exist_ok=True)
    return home


def shared(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of the world of this name. `make` fills it, once; the other workers wait meanwhile."""
    home = _home()
    world, finished = home / name, home / f"{name}.{FINISHED}"
    with open(home / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(world, ignore_errors=True)
            world.mkdir()
            make(world)
            finished.touch()
    return world


@cache
def demo() -> Path:
    """The folder of the demo, as `audit-app demo` makes it."""
    return shared("demo", lambda folder: build(folder).close())
