"""The command line: `audit-app …`. Wrong use ends with status 2 and one sentence on stderr."""

import io
import os
import sys
from importlib import import_module

import click

from audit_app.cli.mistakes import sentence

WHERE = {
    "demo": "demo", "serve": "server", "work": "server", "migrate": "data", "backup": "data", "restore": "data", "copy": "data",
    "reindex": "data", "verify": "data", "operator": "data", "check": "checking", "held": "held",
    "checklist": "content", "due": "deadlines", "uscc": "deadlines",
    "draw": "registers", "register": "registers", "evidence": "photos", "annex": "documents",
}  # fmt: skip


class Lazy(click.Group):
    """Commands are imported when they are called: `due` need not wait for the whole system."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(WHERE)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in WHERE:
            return None
        module = import_module(f"audit_app.cli.{WHERE[name]}")
        return next(command for command in module.COMMANDS if command.name == name)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guanbiao-audit", message="%(version)s")
def commands() -> None:
    """贯标审核：知识产权管理体系认证审核与监督抽查。"""


def main(arguments: list[str] | None = None) -> None:
    """Run one command; the exit status is 0, or 2 with a sentence on stderr."""
    os.umask(0o077)  # what is written here is nobody else's on this machine: records, hashes of passwords, backups
    # A name of a file may hold bytes that are no text; as an escape it is still valid in JSON.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        status = commands.main(arguments, prog_name="audit-app", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        click.echo("已中止", err=True)
        return 130
    except SystemExit:
        # click's answer to a reader that closed the pipe (`… | head`): it has what it wanted.
        return 0
    except Exception as error:
        words = sentence(error)
        if words is None:
            raise
        click.echo(" ".join(words.split()), err=True)
        return 2
    return status if isinstance(status, int) else 0
