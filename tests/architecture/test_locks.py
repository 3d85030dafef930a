"""Row locks leave foreign keys alone.

FOR UPDATE also stops every insert of a row that refers to the locked one, and these checks come at
commit: two commands that lock in the right order still deadlock. Keys never change here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "brokerdesk"
_LOCK = re.compile(r"select_for_update\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def locks(text: str) -> Iterator[str]:
    """Give the arguments of each row lock that stops foreign keys."""
    for found in _LOCK.finditer(text):
        if "no_key=True" not in found[1]:
            yield found[1]


def test_a_planted_lock_is_found() -> None:
    planted = 'rows.select_for_update(of=("self",))\nrows.select_for_update(no_key=True)'
    assert list(locks(planted)) == ['of=("self",)']


def test_every_row_lock_leaves_foreign_keys_alone() -> None:
    files = (path for path in SOURCE.rglob("*.py") if "tests" not in path.parts)
    found = {str(path.relative_to(SOURCE)): list(locks(path.read_text())) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}
