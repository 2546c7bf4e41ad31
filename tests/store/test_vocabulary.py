"""Every list of words has one home: the columns' checks are the vocabulary's and the machines'.

That both databases, migrated, have the checks of the tables is tried in test_migrations.py."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import CheckConstraint

from audit_app import annexes
from audit_app.rules import vocabulary
from audit_app.rules.audit import AUDIT
from audit_app.rules.campaign import CITY_ROUND, SPOT_CHECK
from audit_app.rules.followup import RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.ladder import SEVERITIES as STEP_SEVERITIES
from audit_app.rules.nonconformity import NONCONFORMITY
from audit_app.rules.roles import ROLE_WORDS
from audit_app.store.tables import metadata

ROOT = Path(__file__).parents[2]
STATES = {
    "audits": AUDIT, "nonconformities": NONCONFORMITY, "city_rounds": CITY_ROUND, "spot_checks": SPOT_CHECK,
    "rectifications": RECTIFICATION, "reminders": REMINDER, "regulatory_interviews": REGULATORY_INTERVIEW,
}  # fmt: skip
LISTS = {
    "judgements": vocabulary.JUDGEMENTS, "severities": vocabulary.SEVERITIES, "types": vocabulary.AUDIT_TYPES,
    "team": vocabulary.TEAM_ROLES, "visits": vocabulary.VISIT_ROLES, "methods": vocabulary.CHECK_METHODS,
    "results": vocabulary.CHECK_RESULTS, "measures": vocabulary.MEASURES, "taken": vocabulary.MEASURES_TAKEN,
    "sources": vocabulary.PHOTO_SOURCES, "steps": STEP_SEVERITIES, "roles": ROLE_WORDS,
}  # fmt: skip
HOMES = ("audit_app/rules/", "audit_app/store/migrations/")


def words_of(condition: str) -> frozenset[str]:
    """The words of a check, however the database writes it down again."""
    return frozenset(re.findall(r"'([^']*)'", condition))


def wanted() -> dict[str, frozenset[str]]:
    return {
        str(check.name): words_of(str(check.sqltext))
        for table in metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }


def test_every_column_of_states_takes_what_its_machine_reaches() -> None:
    assert {name: wanted()[f"ck_{name}_state"] for name in STATES} == {n: one.states for n, one in STATES.items()}
    assert all(set(one.listed) == one.states for one in STATES.values())


def sequences(tree: ast.Module) -> Iterator[frozenset[str]]:
    """The words that stand together in a list, a tuple, a set or as arguments."""
    for node in ast.walk(tree):
        parts = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
        said = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if len(parts) > 1 and len(set(said)) == len(parts):
            yield frozenset(said)


def copies(source: str) -> list[str]:
    lists = {frozenset(words): name for name, words in LISTS.items()}
    lists |= {one.states: name for name, one in STATES.items()}
    return sorted(lists[found] for found in sequences(ast.parse(source)) if found in lists)


def test_no_other_module_lists_them() -> None:
    files = [path for folder in ("audit_app", "schemas", "checklists") for path in (ROOT / folder).rglob("*.py")]
    found = {
        name: copies(path.read_text())
        for path in files
        if not (name := path.relative_to(ROOT).as_posix()).startswith(HOMES)
    }
    ranked = {"audit_app/regulator/campaigns.py": ["city_rounds"]}  # an order of its own, of all of them
    assert {name: some for name, some in found.items() if some} == ranked
    assert copies('Choice("minor", "major", allow_none=True)\nX = ("album", "camera")') == ["severities", "sources"]


def test_words_of_other_places_are_for_the_same_values() -> None:
    assert annexes.METHODS.keys() == vocabulary.CHECK_METHODS.keys()
    assert annexes.RESULTS.keys() == vocabulary.CHECK_RESULTS.keys()


def test_every_type_of_audit_says_which_row_of_the_table_it_uses() -> None:
    assert vocabulary.AUDIT_TIME_ROWS.keys() == vocabulary.AUDIT_TYPES.keys()
    assert set(vocabulary.AUDIT_TIME_ROWS.values()) == {"initial", "surveillance", "recertification", None}
