"""The clock of the system: the real one, or a frozen one for demo and tests. Rules get the time as an argument."""

from datetime import UTC, date, datetime

from audit_app.rules.instants import instant, local_day, moment


class Clock:
    """`now()` gives a UTC instant's text, `today()` the day on the site's calendar."""

    def __init__(self, frozen: str | None = None) -> None:
        self.frozen = instant(moment(frozen)) if frozen else None

    def now(self) -> str:
        return self.frozen or instant(datetime.now(UTC))

    def today(self) -> date:
        return local_day(self.now())
