"""The record of a run: one JSON line per step, and one for what was proved after them."""

import json
import os
from pathlib import Path


def note(**facts: object) -> None:
    """Add a line to the file that FAULT_RECORD names, when it names one."""
    if path := os.environ.get("FAULT_RECORD"):
        with Path(path).open("a") as file:
            file.write(json.dumps(facts, default=str) + "\n")
