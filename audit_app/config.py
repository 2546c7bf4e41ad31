"""Settings: one frozen record, filled from the environment here and nowhere else. An unknown AUDIT_ name stops the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


class BadSetting(Exception):
    """A setting that cannot be used; the message says which and how to mend it."""


@dataclass(frozen=True)
class Config:
    """All settings; each is AUDIT_ plus the upper-case name. `clock` freezes time (UTC instant) for the demo and tests."""

    database: str = "sqlite:///data/audit.db"
    evidence: str = "data/evidence"
    uploads: str = "data/uploads"
    clock: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    secure_cookie: bool = False
    demo: bool = False
    trusted_hosts: str = ""
    proxies: int = 0
    kept_days: int = 30
    sweep_days: int = 30
    person_mb: int = 2_000
    organisation_mb: int = 20_000

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        known = {f"AUDIT_{f.name.upper()}": f for f in fields(cls)}
        given = {name: value for name, value in environ.items() if name.startswith("AUDIT_")}
        unknown = sorted(set(given) - set(known))
        if unknown:
            raise BadSetting(f"不认识的设置 {unknown[0]}。可用的有：{'、'.join(sorted(known))}")
        return cls(**{known[name].name: _typed(name, value, known[name].default) for name, value in given.items()})


def _typed(name: str, value: str, default: object) -> object:
    if isinstance(default, bool):
        if value.lower() not in {"0", "1", "true", "false"}:
            raise BadSetting(f"{name} 只能是 1 或 0，现在是 {value}")
        return value.lower() in {"1", "true"}
    if isinstance(default, int):
        if not value.isdigit():
            raise BadSetting(f"{name} 应当是整数，现在是 {value}")
        return int(value)
    return value
