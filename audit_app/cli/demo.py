"""`demo`: the sample data in its own place, and the annexes made from it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from audit_app.cli.common import fail
from audit_app.cli.mistakes import why
from audit_app.demo.build import FOLDER, NotOurs, build, write_annexes
from audit_app.demo.people import PASSWORD, PEOPLE


@click.command("demo")
@click.option("--out", "out", default="demo/out", help="附件写到哪里，默认 demo/out")
def demo(out: str) -> None:
    """做出样例数据（demo/data，不碰任何别的数据库）和到目前为止的附件；可以重复运行。"""
    try:
        with _alone():
            database = build(FOLDER)
            written = write_annexes(database, Path(out))
    except NotOurs as error:
        fail(str(error))
    except OSError as error:
        fail(f"写不了 {error.filename or out}：{why(error)}")
    click.echo(f"样例数据：{FOLDER}/data")
    for path in written:
        click.echo(f"附件：{path}")
    click.echo(f"账号（密码都是 {PASSWORD}）：")
    for account, name, _organisation, _roles, post in PEOPLE:
        click.echo(f"  {account:14}{name}  {post}")


@contextmanager
def _alone() -> Iterator[None]:
    """A second `demo` in the same folder waits: two at once would clear each other's data away."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


COMMANDS = (demo,)
