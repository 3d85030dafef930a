"""Encrypted values: adapter credentials and the like, unreadable in database, page and log."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models, transaction


class Secret(dict[str, Any]):
    """A mapping whose printed form shows its keys only."""

    def __repr__(self) -> str:
        return f"<Secret {sorted(self)}>"

    __str__ = __repr__

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not pickled")


def _cipher() -> MultiFernet:
    """Build the cipher of the configured keys: the first encrypts, all decrypt."""
    try:
        return MultiFernet([Fernet(key) for key in settings.SECRETS_KEYS])
    except ValueError as error:
        raise ImproperlyConfigured("SECRETS_KEYS must be Fernet keys, newest first") from error


def encrypt(value: Mapping[str, Any]) -> str:
    """Encrypt a JSON object."""
    return _cipher().encrypt(json.dumps(dict(value), sort_keys=True).encode()).decode()


def decrypt(token: str) -> Secret:
    """Decrypt what `encrypt` made.

    Raises:
        ImproperlyConfigured: none of the keys fits.
    """
    try:
        return Secret(json.loads(_cipher().decrypt(token.encode())))
    except InvalidToken as error:
        raise ImproperlyConfigured("no key in SECRETS_KEYS decrypts this value") from error


class EncryptedJSONField(models.TextField[Mapping[str, Any], Secret]):
    """A JSON object that the database keeps encrypted; not searchable."""

    description = "encrypted JSON object"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Secret | None:
        """Decrypt a stored value."""
        return None if value is None else decrypt(value)

    def to_python(self, value: Any) -> Secret | None:
        """Take a mapping as it is and text as JSON."""
        if value is None or isinstance(value, Secret):
            return value
        return Secret(json.loads(value) if isinstance(value, str) else value)

    def get_prep_value(self, value: Any) -> str | None:
        """Encrypt for storage."""
        return None if value is None else encrypt(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialize as the encrypted text: dumps never hold the plain value."""
        return encrypt(self.value_from_object(obj) or {})


def _fields() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedJSONField):
                yield model, field.name


def rotate() -> int:
    """Encrypt every stored secret anew with the first key; return the number of values.

    Locks: the row of each value, one after the other.
    """
    count = 0
    for model, name in _fields():
        for pk in list(model._base_manager.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                row = model._base_manager.select_for_update(no_key=True).only("pk", name).get(pk=pk)
                value = getattr(row, name)
                if value is not None:
                    model._base_manager.filter(pk=pk).update(**{name: value})
                    count += 1
    return count
