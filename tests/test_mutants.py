"""The rules that maintainers break by hand (tools/mutants.yaml) still stand where the table says, and so do their tests."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("mutants", ROOT / "tools" / "mutants.py")
assert _spec and _spec.loader
mutants = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(mutants)


@pytest.mark.parametrize("name", list(mutants.breaks()))
def test_every_break_finds_its_rule_and_its_test(name: str) -> None:
    one = mutants.breaks()[name]
    text = (ROOT / one["file"]).read_text(encoding="utf-8")
    assert mutants.broken(text, one["before"], one["after"]) != text
    file, _, test = one["test"].partition("::")
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_a_rule_that_moved_is_no_break() -> None:
    for text in ("a rule that is gone", "the rule, the rule"):
        with pytest.raises(ValueError, match=r"found [02] times"):
            mutants.broken(text, "the rule", "")
