"""A partner's own API keys: they read what is his, and nothing else."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.access.errors import BadApiKey
from brokerdesk.core.access.queries import own_keys
from brokerdesk.core.access.services import KeyRequest, create_api_key, revoke_api_key
from brokerdesk.core.access.types import ApiKeyRow
from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import Forbidden

from ...errors import KeyNotFound, KeysOff, PartnerNotActive, TooManyKeys
from ...locks import lock_partner
from ...models import Partner
from ...types import PartnerStatus
from .settings import programme_of

READ, DISPUTE = "own:read", "own:dispute"
MOST_KEYS = 5
PER_MINUTE = 120


@transaction.atomic
def make_key(
    partner_id: str, title: str, *, disputes: bool, actor: Actor, at: datetime
) -> tuple[ApiKeyRow, str]:
    """Make a key of a partner's own; return it and the token, which is never seen again.

    disputes: it may open disputes, too.
    Locks: partner.
    Raises:
        Forbidden: somebody else asks.
        PartnerNotActive, KeysOff: as of `check_keys`.
        TooManyKeys: he has as many as one may.
    """
    partner = lock_partner(partner_id)
    if actor.kind != "client" or actor.id != partner.client.public_id:
        raise Forbidden(_("only the partner himself makes his keys"))
    check_keys(partner, at)
    if len(own_keys(actor.id)) >= MOST_KEYS:
        raise TooManyKeys(_("%(most)s keys are the most") % {"most": MOST_KEYS})
    request = KeyRequest(
        title=title,
        scopes=(READ, DISPUTE) if disputes else (READ,),
        brand_id=partner.brand_id,
        rate_per_minute=PER_MINUTE,
    )
    return create_api_key(request, actor=actor, at=at)


def revoke_key(partner_id: str, key_id: str, *, actor: Actor, at: datetime) -> ApiKeyRow:
    """Withdraw a key of a partner's own at once.

    Raises:
        KeyNotFound: he has none of this id.
    """
    partner = Partner.objects.select_related("client").get(public_id=partner_id)
    if key_id not in {key.public_id for key in own_keys(partner.client.public_id)}:
        raise KeyNotFound(_("there is no such API key"))
    return revoke_api_key(key_id, actor=actor, at=at)


def check_keys(partner: Partner, at: datetime) -> None:
    """Refuse a partner whose keys do not count.

    Raises:
        PartnerNotActive: he is not active.
        KeysOff: his brand's programme has none.
    """
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerNotActive(_("only an active partner has API keys"))
    if not programme_of(partner.brand_id, at).partner_keys:
        raise KeysOff(_("partners have no API keys here"))


def partner_of_key(key: ApiKeyRow, at: datetime) -> Partner:
    """The partner whose own a key is.

    Raises:
        BadApiKey: he may not sign in any more.
        PartnerNotActive, KeysOff: as of `check_keys`.
    """
    rows = Partner.objects.select_related("client", "brand")
    found = rows.filter(client__public_id=key.owner_id, client__user__is_active=True).first()
    if found is None or found.brand_id != key.brand_id:
        raise BadApiKey(_("The API key is not valid."))
    check_keys(found, at)
    return found
