"""Numbers of approvals, certificates and cards as an op keeps them; how they are folded is said in `rules/identifiers.py`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from audit_app.ops import Tx
from audit_app.rules.identifiers import normal_code, plain_code
from audit_app.rules.refusals import Refused


def coded(tx: Tx, text: str, field: str, since: int, before: Callable[[str], str] = normal_code) -> str:
    """The number as it is kept: folded since version `since` of the kind, for a row of the log of before as it was then.

    Refused("code_signs") where an earlier version comes in today with a number that would be another one once folded.
    """
    right = plain_code(text)
    if tx.op.v >= since:
        return right
    kept = before(text)
    if not tx.replaying and kept != right and normal_code(kept) != right:
        raise Refused("code_signs", field, value=text, right=right)
    return kept


def no_twin(code: str, here: Iterable[Mapping[Any, Any]], read: Callable[[str], str] = str.casefold) -> None:
    """Refused("code_twin") where a code differs from one that is here by its case alone, or by what `read` takes for alike: told
    aloud or typed they are one."""
    for row in here:
        if read(row["code"]) == read(code) and row["code"] != code:
            raise Refused("code_twin", "code", value=code, number=row["code"])
