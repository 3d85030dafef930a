"""Runs `brokerdesk` as an operator would."""

import os
import subprocess
from pathlib import Path

from ..house import command

_STEERING = ("DATABASE_URL", "NATS_URL", "DATA_DIR", "PORT", "SECRET_KEY", "BROKERDESK_DB_ROLE")


def environment(**given: str) -> dict[str, str]:
    """Give a plain environment: what steers the tests does not steer the operator."""
    return {k: v for k, v in os.environ.items() if k not in _STEERING} | given


def brokerdesk(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a subcommand to its end."""
    return subprocess.run(
        command(*arguments),
        env=environment(**given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start(*arguments: str, data_dir: Path, **given: str) -> subprocess.Popen[str]:
    """Start a subcommand that goes on; its messages come through stdout."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(DATA_DIR=str(data_dir), **given),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(process: subprocess.Popen[str], text: str) -> list[str]:
    """Read its messages up to the line that holds the text."""
    lines: list[str] = []
    assert process.stdout
    for line in process.stdout:
        lines.append(line.rstrip())
        if text in line:
            return lines
    raise AssertionError(f"it ended before {text!r}: {lines}")
