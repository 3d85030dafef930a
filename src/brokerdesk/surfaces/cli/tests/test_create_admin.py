"""The first administrator, and what is refused."""

from pathlib import Path
from subprocess import CompletedProcess, run

import psycopg
import pytest

from ..house import command
from .operator import environment

_PASSWORD = "correct horse battery staple"


def _create(url: str, folder: Path, email: str, password: str) -> CompletedProcess[str]:
    return run(
        command("create-admin", email, "--password-stdin"),
        env=environment(DATABASE_URL=url, DATA_DIR=str(folder)),
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _staff(url: str) -> list[tuple[str]]:
    with psycopg.connect(url) as link:
        return link.execute(
            "SELECT u.email FROM staff_staff s JOIN core_identity_user u ON u.id = s.user_id"
        ).fetchall()


def test_an_administrator_is_made_once(fresh_db: str, tmp_path: Path) -> None:
    done = _create(fresh_db, tmp_path, "Ada@Example.com", _PASSWORD)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ada@example.com is administrator (stf_")
    assert _PASSWORD not in done.stdout
    again = _create(fresh_db, tmp_path, "ada@example.com", _PASSWORD)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert _staff(fresh_db) == [("ada@example.com",)]


@pytest.mark.parametrize(
    ("email", "password"), [("ada", _PASSWORD), ("ada@example.com", "short"), ("", _PASSWORD)]
)
def test_a_bad_address_or_password_changes_nothing(
    email: str, password: str, fresh_db: str, tmp_path: Path
) -> None:
    done = _create(fresh_db, tmp_path, email, password)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert _staff(fresh_db) == []


def test_the_password_is_no_argument(fresh_db: str, tmp_path: Path) -> None:
    done = run(
        command("create-admin", "ada@example.com"),
        env=environment(DATABASE_URL=fresh_db, DATA_DIR=str(tmp_path)),
        stdin=-3,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "--password-stdin" in done.stderr) == (1, True)
