"""`operator` asks for the password in the language of the command, twice, until both are the same."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from audit_app.cli import commands


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{tmp_path}/a.db")
    made = CliRunner()
    assert made.invoke(commands, ["migrate"]).exit_code == 0
    return made


def test_the_prompts_are_asked_in_chinese_until_both_are_the_same(runner: CliRunner) -> None:
    typed = "first-password-typed\nanother-one-typed\n" + "first-password-typed\n" * 2
    answer = runner.invoke(commands, ["operator", "ops"], input=typed)
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("密码（至少 15 个字符，不显示）") == 2 and answer.output.count("再输一次") == 2
    assert "两次输入的密码不一样，请重新输入" in answer.output and "已建立账号 ops" in answer.output
    assert re.findall(r"[A-Za-z]{4,}", answer.output) == []


def test_a_password_given_is_not_asked_for(runner: CliRunner) -> None:
    answer = runner.invoke(commands, ["operator", "ops", "--password", "first-password-typed"])
    assert answer.exit_code == 0 and answer.output == "已建立账号 ops\n"
