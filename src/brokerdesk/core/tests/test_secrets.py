"""Secrets are unreadable wherever they are kept or printed."""

import pickle
from typing import ClassVar

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

from brokerdesk.core import secrets
from brokerdesk.core.secrets import EncryptedJSONField, Secret, decrypt, encrypt

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
CREDENTIALS = {"login": 1000, "password": "Tr0ub4dor"}


class Holder(models.Model):
    """A table with a secret, made by the test."""

    credentials = EncryptedJSONField()

    objects: ClassVar["models.Manager[Holder]"] = models.Manager()

    class Meta:
        app_label = "core_tests"
        db_table = "test_holder"
        managed = False


@pytest.fixture
def table(db: None) -> None:
    """Make the table for this session only."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE test_holder (id bigserial PRIMARY KEY, credentials text)")


def _stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM test_holder")
        text: str = cursor.fetchone()[0]
    return text


def test_the_database_holds_no_plain_value(table: None) -> None:
    holder = Holder.objects.create(credentials=CREDENTIALS)
    assert "Tr0ub4dor" not in _stored()
    read = Holder.objects.get(pk=holder.pk).credentials
    assert read == CREDENTIALS


def test_a_secret_is_neither_printed_nor_pickled() -> None:
    secret = decrypt(encrypt(CREDENTIALS))
    assert "Tr0ub4dor" not in f"{secret} {secret!r}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_dump_holds_the_encrypted_form(table: None) -> None:
    holder = Holder(credentials=Secret(CREDENTIALS))
    text = Holder._meta.get_field("credentials").value_to_string(holder)
    assert decrypt(text) == CREDENTIALS


def test_rotation_encrypts_anew(table: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def keys(*chosen: str) -> None:
        monkeypatch.setattr(settings, "SECRETS_KEYS", chosen)

    keys(OLD)
    Holder.objects.create(credentials=CREDENTIALS)
    keys(NEW, OLD)
    monkeypatch.setattr(secrets, "_fields", lambda: iter([(Holder, "credentials")]))
    assert secrets.rotate() == 1
    keys(NEW)
    assert Holder.objects.get().credentials == CREDENTIALS
    keys(OLD)
    with pytest.raises(ImproperlyConfigured):
        decrypt(_stored())
