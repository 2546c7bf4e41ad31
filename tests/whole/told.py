"""The told story in one place: the demo is built once a run and copied for whoever wants to change it."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection

from audit_app import create_app
from audit_app.config import Config
from audit_app.demo.build import build, config_of
from audit_app.store.db import Database


@cache
def told() -> Path:
    """The folder of the demo, built at the first call."""
    folder = Path(tempfile.mkdtemp(prefix="told-"))
    atexit.register(shutil.rmtree, folder, True)
    build(folder).close()
    return folder


def copy_of_told(folder: Path) -> Config:
    """The settings of a copy of the demo in `folder`, free to be changed."""
    shutil.copytree(told() / "data", folder / "data")
    return replace(config_of(folder), demo=True)


class Forgetful(Database):
    """Every change is forgotten at its end: each request meets the same story."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with super().writing() as connection:
            yield connection
            connection.rollback()

    noting = writing


def open_house(config: Config) -> Flask:
    """The application on these settings, answering 500 instead of raising."""
    app = create_app(config)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app
