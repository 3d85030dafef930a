"""`audit verify` and `reconcile` on a new house, and where something was changed behind it."""

import json
import time
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings

from brokerdesk.core import audit
from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.identity.models import User
from brokerdesk.core.secrets import decrypt, encrypt

from .operator import brokerdesk


def test_a_new_house_reconciles_to_nothing(fresh_db: str, tmp_path: Path) -> None:
    done = brokerdesk("reconcile", "--json", DATABASE_URL=fresh_db, DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    for check in ("trial_balance", "ledger_vs_platform", "ledger_vs_psp"):
        assert report[check] == {"items": 0, "differences": [], "total": "0.00"}
    told = brokerdesk("reconcile", DATABASE_URL=fresh_db, DATA_DIR=str(tmp_path))
    assert told.stdout.count("difference 0.00\n") == 3


def _seal(entries: int) -> None:
    """Seal so many entries; those of now wait for older transactions, of other databases too."""
    sealed, until = 0, time.monotonic() + 60
    while sealed < entries and time.monotonic() < until:
        sealed += audit.seal(100)
        time.sleep(0.05)
    assert sealed == entries


def test_a_changed_audit_row_is_found(fresh_db: str, tmp_path: Path) -> None:
    for number in range(3):
        audit.record(f"test.{number}", subject="cli_1", actor=SYSTEM)
    _seal(3)
    outside = {"DATABASE_URL": fresh_db, "DATA_DIR": str(tmp_path)}
    assert brokerdesk("audit", "verify", **outside).returncode == 0
    with psycopg.connect(fresh_db) as link:
        link.execute("ALTER TABLE core_audit_entry DISABLE TRIGGER USER")
        link.execute("UPDATE core_audit_entry SET action = 'x' WHERE action = 'test.1'")
    done = brokerdesk("audit", "verify", **outside)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done.stderr


def test_secrets_are_encrypted_with_the_newest_key(
    fresh_db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setattr(settings, "SECRETS_KEYS", (old,))
    user = User.objects.create(realm="staff", email="ann@example.com")
    held = {"secret": encrypt({"seed": "S"})}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=held)
    outside = {"DATABASE_URL": fresh_db, "DATA_DIR": str(tmp_path)}
    done = brokerdesk("rotate-secrets", SECRETS_KEYS=f"{new},{old}", **outside)
    assert (done.returncode, done.stdout[:2]) == (0, "1 "), done.stderr
    monkeypatch.setattr(settings, "SECRETS_KEYS", (new,))
    assert decrypt(Authenticator.objects.get().data["secret"]) == {"seed": "S"}
