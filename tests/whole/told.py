"""The told story in one place: the demo, copied for whoever wants to change it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection

from audit_app import create_app
from audit_app.config import Config
from audit_app.demo.build import config_of
from audit_app.store.db import Database
from tests.shared_worlds import demo


def copy_of_told(folder: Path) -> Config:
    """The settings of a copy of the demo in `folder`, free to be changed."""
    shutil.copytree(demo() / "data", folder / "data")
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
