"""`streetsim psp` as a process: the ready line, a kill, wrong use."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

KEY = {"Authorization": "Bearer k", "Idempotency-Key": "one"}


def start(*flags: str) -> tuple["subprocess.Popen[str]", dict[str, Any]]:
    argv = [sys.executable, "-m", "streetsim.cli", "psp", *flags]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    return process, json.loads(line) if line else {}


def end(process: "subprocess.Popen[str]", how: signal.Signals) -> int:
    os.kill(process.pid, how)
    code = process.wait(10)
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    return code


def test_it_says_when_it_is_ready_and_survives_a_kill(tmp_path: Path) -> None:
    flags = ("--data", str(tmp_path), "--api-key", "k", "--control-port", "0")
    process, ready = start(*flags)
    assert ready["ready"] is True
    assert set(ready) == {"ready", "port", "control_port"}
    body = {"reference": "r", "amount": 100, "currency": "USD", "customer": "c"}
    url = f"http://127.0.0.1:{ready['port']}/v1/payments"
    made = httpx.post(url, json=body, headers=KEY).json()
    end(process, signal.SIGKILL)
    process, ready = start(*flags)
    url = f"http://127.0.0.1:{ready['port']}/v1/payments"
    again = httpx.post(url, json=body, headers=KEY)
    assert again.json()["id"] == made["id"]
    assert again.headers["idempotent-replay"] == "true"
    assert end(process, signal.SIGTERM) == 0


@pytest.mark.parametrize("content", ["{}", "nonsense", '[{"when": {}, "do": "cut"}]', None])
def test_wrong_use_is_one_line_and_status_2(tmp_path: Path, content: str | None) -> None:
    faults = tmp_path / "faults.json"
    if content is not None:
        faults.write_text(content)
    done = subprocess.run(
        [sys.executable, "-m", "streetsim.cli", "psp", "--faults", str(faults)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
