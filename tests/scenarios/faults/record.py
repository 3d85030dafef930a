"""The record of a run: a JSON line for each plan, with its steps and what was proved after it."""

import json
import os
from pathlib import Path


def note(**facts: object) -> None:
    """Add a line to the file that FAULT_RECORD names, when it names one."""
    if path := os.environ.get("FAULT_RECORD"):
        with Path(path).open("a") as file:
            file.write(json.dumps(facts, default=str) + "\n")
