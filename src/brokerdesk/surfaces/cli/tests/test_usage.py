"""Wrong usage is told in one line and leaves with 2; failures leave with 1."""

from pathlib import Path

import pytest

from ..commands import COMMANDS
from .operator import brokerdesk


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["serve", "--port", "0"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "-1"],
        ["serve", "--port", "80.5"],
        ["serve", "--colour"],
        ["backup"],
        ["restore", "a", "b"],
        ["worker", "nobody"],
        ["audit", "burn"],
        ["partners", "calculate"],
        ["partners", "guess", "CASE.json"],
        ["partners", "recompute", "--since", "foo", "--until", "2026-01-01"],
        ["prop", "evaluate", "PROGRAMME.json"],
        ["prop", "guess", "PROGRAMME.json"],
        ["migrate", "--verbosity", "9"],
        ["bench", "--scale", "much"],
    ],
)
def test_wrong_usage_is_one_line_and_status_2(arguments: list[str]) -> None:
    done = brokerdesk(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("brokerdesk")
    assert done.stderr.count("\n") == 1


def test_help_explains_every_command() -> None:
    done = brokerdesk("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"    {command.name}" in done.stdout
        assert command.help.endswith(".")


def test_a_port_from_the_environment_is_checked_too() -> None:
    done = brokerdesk("serve", PORT="http")
    assert done.returncode == 2
    assert "not a port: 'http'" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["calculate", "/no/case.json"], "there is no file /no/case.json"),
        (["calculate", "/"], "/ is a directory"),
        (["recompute", "--since", "2026-02-01", "--until", "2026-02-01"],
         "--since must be before --until"),
    ],
)  # fmt: skip
def test_what_the_partners_command_cannot_do_is_told(arguments: list[str], told: str) -> None:
    done = brokerdesk("partners", *arguments)
    assert done.returncode == 1
    assert done.stderr == f"brokerdesk: {told}\n"


def test_an_unreachable_database_is_one_line_and_status_1(tmp_path: Path) -> None:
    url = "postgresql://nobody:secret@127.0.0.1:1/nowhere"
    done = brokerdesk("migrate", DATABASE_URL=url, DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("brokerdesk: the database refuses: ")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("FILE_STORAGE", "ftp://papers", "it is empty, `local`, or s3://"),
        ("EVENTS_KEEP_DAYS", "13", "give 14 days or more"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(
    tmp_path: Path, setting: str, value: str, told: str
) -> None:
    done = brokerdesk(
        "audit", "verify", DATA_DIR=str(tmp_path), DATABASE_URL="postgresql://x@127.0.0.1:1/x",
        **{setting: value},
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"brokerdesk: {setting}: {told}")
    assert done.stderr.count("\n") == 1
