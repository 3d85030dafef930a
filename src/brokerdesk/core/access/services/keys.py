"""API keys: made, shown once, checked, revoked."""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import InvalidInput, NotFound
from brokerdesk.kit.ids import new_id

from ..errors import BadApiKey
from ..models import ApiKey
from ..queries import key_row
from ..types import ApiKeyRow

TOKEN_PREFIX = "bdk_"
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class KeyRequest:
    """What a new key may do. `brand_id` None: all brands."""

    title: str
    scopes: tuple[str, ...]
    brand_id: int | None = None
    allowed_ips: tuple[str, ...] = ()
    rate_per_minute: int = 300
    expires_at: datetime | None = None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _check(request: KeyRequest, at: datetime) -> None:
    if not request.title.strip():
        raise InvalidInput(_("Give the key a title."), field="title")
    if not request.scopes:
        raise InvalidInput(_("Choose at least one scope."), field="scopes")
    if not 1 <= request.rate_per_minute <= 100_000:
        raise InvalidInput(_("The rate must be from 1 to 100000."), field="rate_per_minute")
    if request.expires_at is not None and request.expires_at <= at:
        raise InvalidInput(_("The expiry must be in the future."), field="expires_at")
    for entry in request.allowed_ips:
        try:
            ipaddress.ip_network(entry, strict=False)
        except ValueError:
            raise InvalidInput(
                _("“%(entry)s” is not an IP address or network.") % {"entry": entry},
                field="allowed_ips",
            ) from None


@transaction.atomic
def create_api_key(request: KeyRequest, *, actor: Actor, at: datetime) -> tuple[ApiKeyRow, str]:
    """Make a key; return its row and the token, which is never seen again.

    Raises:
        InvalidInput: a field is not acceptable.
    """
    _check(request, at)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        public_id=new_id("key"),
        title=request.title.strip(),
        prefix=token[:10],
        sha256=_digest(token),
        brand_id=request.brand_id,
        scopes=sorted(set(request.scopes)),
        allowed_ips=list(request.allowed_ips),
        rate_per_minute=request.rate_per_minute,
        expires_at=request.expires_at,
        created_by=actor.ref,
    )
    audit.record(
        "access.api_key.created",
        subject=f"api_key:{row.public_id}",
        actor=actor,
        after={"title": row.title, "scopes": list(row.scopes), "brand_id": row.brand_id},
        brand_id=row.brand_id,
    )
    return key_row(row), token


@transaction.atomic
def revoke_api_key(key_id: str, *, actor: Actor, at: datetime, reason: str = "") -> ApiKeyRow:
    """Revoke a key at once; revoking twice is harmless.

    Raises:
        NotFound: there is no such key.
    """
    row = ApiKey.objects.select_for_update(no_key=True).filter(public_id=key_id).first()
    if row is None:
        raise NotFound(_("There is no such API key."))
    if row.revoked_at is None:
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        audit.record(
            "access.api_key.revoked",
            subject=f"api_key:{row.public_id}",
            actor=actor,
            reason=reason,
            brand_id=row.brand_id,
        )
    return key_row(row)


def authenticate_key(token: str, *, ip: str, at: datetime) -> ApiKeyRow:
    """Return the live key behind a token.

    Raises:
        BadApiKey: unknown, revoked, expired, or not allowed from this address.
    """
    row = ApiKey.objects.filter(sha256=_digest(token)).first()
    if row is None or row.revoked_at is not None:
        raise BadApiKey(_("The API key is not valid."))
    if row.expires_at is not None and row.expires_at <= at:
        raise BadApiKey(_("The API key has expired."))
    if row.allowed_ips and not _listed(ip, row.allowed_ips):
        raise BadApiKey(_("The API key may not be used from this address."))
    if row.last_used_at is None or at - row.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=at)
    return key_row(row)


def _listed(ip: str, networks: list[str]) -> bool:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(n, strict=False) for n in networks)
