"""Instants and local days: the one place where UTC becomes the site's calendar day. Deadlines are computed elsewhere."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SITE = ZoneInfo("Asia/Shanghai")


def instant(moment: datetime) -> str:
    """UTC text with milliseconds, `2023-10-27T02:42:00.000Z`, of an aware datetime."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The aware datetime of an instant's text."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def milliseconds(text: str) -> int:
    """Milliseconds since 1970 of an instant's text."""
    return round(moment(text).timestamp() * 1000)


def of_milliseconds(value: int) -> str:
    """The instant's text of milliseconds since 1970."""
    return datetime.fromtimestamp(value / 1000, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def local_day(text: str) -> date:
    """The day on the site's calendar (Asia/Shanghai) at this instant."""
    return moment(text).astimezone(SITE).date()
