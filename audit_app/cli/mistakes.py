"""What went wrong, as one Chinese sentence for stderr: wrong use, files, database, text.

What is wrong with data is said where it is checked (sheets, rules, ops); what is not known here keeps its traceback.
"""

import errno
import re
from collections.abc import Sequence

import click

FILES = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过了磁盘配额",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "名字太长",
    errno.EADDRINUSE: "已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
DATABASE = ("unable to open", "readonly", "not a database", "malformed", "disk is full", "locked")
DATABASE_WORDS = ("打不开", "是只读的", "不是数据库文件", "已损坏", "所在的磁盘已满", "正被占用，请稍后再试")


def why(error: OSError) -> str:
    """Why the system refused a file or an address, in a few words."""
    return FILES.get(error.errno or 0, error.strerror or type(error).__name__)


def sentence(error: Exception) -> str | None:
    """One sentence that says what went wrong and how to mend it, or None for what is no mistake of the user."""
    if isinstance(error, click.ClickException):
        return _use(error)
    if isinstance(error, UnicodeEncodeError):
        return "参数里有不是 UTF-8 的字节。请改用 UTF-8 文字"
    if isinstance(error, OSError):
        return f"用不了 {error.filename}：{why(error)}" if error.filename else f"没有完成：{why(error)}"
    if type(error).__module__.startswith("sqlalchemy."):
        return _database(error)
    return None


def _use(error: click.ClickException) -> str:
    """Wrong use. What click says in English is said again; our own refusals are sentences already."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{_near(error.possibilities)}。用法见 {_path(error)} --help"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令 {error.command_name}{_near(error.possibilities)}。用法见 {_path(error)} --help"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        names = error.ctx.command.list_commands(error.ctx) if isinstance(error.ctx.command, click.Group) else []
        return f"请在 {_path(error)} 后面写明 {'、'.join(names)} 中的一个。用法见 {_path(error)} --help"
    if isinstance(error, click.MissingParameter):
        return f"还缺 {_name(error.param)}。用法见 {_path(error)} --help"
    if isinstance(error, click.BadParameter):
        return f"{_name(error.param)} 写得不对：{_value(error)}"
    if isinstance(error, click.BadOptionUsage):
        return f"{error.option_name} 的用法不对。用法见 {_path(error)} --help"
    if isinstance(error, click.UsageError):
        more = re.search(r"\((.*)\)", error.message)
        return f"多出了 {more[1] if more else error.message}。用法见 {_path(error)} --help"
    return error.format_message()


def _value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"只能是 {'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"应当是 {kind.min} 到 {kind.max} 之间的整数"
    if kind is click.INT:
        return "应当是整数"
    if isinstance(kind, click.Path):
        found = re.search(r"'(.*)'", error.message)
        reason = why(OSError(errno.EISDIR, "")) if "is a directory" in error.message else FILES[errno.ENOENT]
        return f"{found[1] if found else ''} {reason if 'read' not in error.message else FILES[errno.EACCES]}"
    return error.message


def _near(possible: Sequence[str] | None) -> str:
    return f"（是不是 {possible[0]}）" if possible else ""


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _path(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "audit-app"


def _database(error: Exception) -> str:
    said = str(getattr(error, "orig", None) or error).lower()
    for sign, words in zip(DATABASE, DATABASE_WORDS, strict=True):
        if sign in said:
            return f"数据库{words}（见 AUDIT_DATABASE）"
    if "connect" in said:
        return "数据库连不上。请检查 AUDIT_DATABASE 里的地址、用户和密码，以及数据库是否已启动"
    return f"数据库没有完成这一步：{' '.join(said.split())[:200]}"
