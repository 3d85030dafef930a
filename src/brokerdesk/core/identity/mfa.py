"""allauth's second factors: encrypted seeds, hosts as relying parties, staff never without."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from brokerdesk.core.secrets import decrypt, encrypt

from .realm import STAFF

ENCRYPTED = ("secret", "seed")
PRIMARY = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MfaAdapter(DefaultMFAAdapter):
    """Secrets are encrypted; a passkey is bound to the host that made it."""

    def encrypt(self, text: str) -> str:
        """Encrypt a seed for the database."""
        return encrypt({"seed": text})

    def decrypt(self, encrypted_text: str) -> str:
        """Read a seed back."""
        return str(decrypt(encrypted_text)["seed"])

    def get_totp_issuer(self) -> str:
        """Name the brand, or the back office."""
        brand = getattr(context.request, "brand", None)
        return brand.name if brand else "BrokerDesk"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep at least one second factor for staff."""
        if getattr(authenticator.user, "realm", "") != STAFF:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=PRIMARY)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Name the user by his address."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": str(user), "name": str(user)}


def encrypt_anew() -> int:
    """Encrypt every stored seed with the newest key; return the number of seeds.

    Locks: the authenticators, one after the other.
    """
    count = 0
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(no_key=True).get(pk=pk)
            held = [name for name in ENCRYPTED if row.data.get(name)]
            row.data |= {name: encrypt(decrypt(row.data[name])) for name in held}
            row.save(update_fields=["data"])
            count += len(held)
    return count
