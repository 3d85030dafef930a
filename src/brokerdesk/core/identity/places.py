"""From where clients sign in: which browser, which address on the Internet, when and how often.

A browser is known by a random id in its cookie, of which only a keyed hash is kept; nothing is
told from what it looks like. Staff and attempts that failed are not kept.
"""

import secrets
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from .models import SignInPlace

COOKIE: Final = "device"
COOKIE_S: Final = 400 * 86_400  # longer than that no browser keeps one
KEPT_DAYS: Final = 180
_SALT: Final = "brokerdesk.identity.device"
_UPSERT: Final = """
INSERT INTO core_identity_signinplace AS p (user_id, device, address, times, first_at, last_at)
VALUES (%(user)s, %(device)s, %(address)s, 1, %(at)s, %(at)s)
ON CONFLICT (user_id, device, address) DO UPDATE SET times = p.times + 1,
    first_at = least(p.first_at, excluded.first_at), last_at = greatest(p.last_at, excluded.last_at)
"""


def device_of(request: HttpRequest) -> str:
    """The id in a browser's cookie; one that we did not sign is none, and a new one is made."""
    found = request.get_signed_cookie(COOKIE, default="", salt=_SALT)
    return found if isinstance(found, str) and found else secrets.token_hex(16)


def give_device(response: HttpResponse, device: str) -> None:
    """Give the browser its id, once more for long."""
    response.set_signed_cookie(
        COOKIE,
        device,
        salt=_SALT,
        max_age=COOKIE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def note_place(user_pk: int, *, device: str, address: str, at: datetime) -> None:
    """Count a sign-in of a user from a browser and an address; both at once count twice.

    Locks: the row of that place.
    """
    hashed = salted_hmac(_SALT, device, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT, {"user": user_pk, "device": hashed, "address": address_of(address), "at": at}
        )


def address_of(text: str) -> str | None:
    """The address as it is compared: of IPv6 the first 64 bits, which one line shares."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))


def forget_places(now: datetime) -> int:
    """Drop places not seen for `KEPT_DAYS`; return how many."""
    old = SignInPlace.objects.filter(last_at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
