"""The control of R1: the same server, but the sync answers before the door has committed. It must be seen to lose."""

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from audit_app.cli import main
from audit_app.field import sync
from audit_app.ops import Outcome, apply_all


def answered_early(database: Any, ops: Iterable[Mapping[str, Any]], *args: Any, **more: Any) -> list[Outcome]:
    ops = list(ops)

    def later() -> None:
        time.sleep(0.01)
        apply_all(database, ops, *args, **more)

    threading.Thread(target=later, daemon=True).start()
    return [Outcome(op["id"], "done") for op in ops]


if __name__ == "__main__":
    sync.apply_all = answered_early  # type: ignore[assignment]
    main()
