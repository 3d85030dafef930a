"""Locks of what is sold, always in this order: client, competition, order, attempt, coupon,
payout.
"""

from django.db import connection
from django.utils.translation import gettext as _

from .commerce_errors import (
    AddOnInvalid,
    CompetitionNotFound,
    CouponInvalid,
    PayoutNotFound,
    ScaleOfferNotFound,
)
from .locks import lock_attempt, lock_order
from .models import AddOn, Competition, Coupon, Payout, ScaleOffer


def lock_buyer(client_pk: int) -> None:
    """Let a client's purchases come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"prop:buyer:{client_pk}"]
        )


def lock_coupon(coupon_pk: int) -> Coupon:
    """Lock a coupon whose use is counted."""
    found = Coupon.objects.select_for_update(no_key=True).filter(pk=coupon_pk).first()
    if found is None:
        raise CouponInvalid(_("there is no such coupon"), field="coupon")
    return found


def lock_addon(addon_pk: int) -> AddOn:
    """Lock an add-on that is changed."""
    found = AddOn.objects.select_for_update(no_key=True).filter(pk=addon_pk).first()
    if found is None:
        raise AddOnInvalid(_("there is no such add-on"), field="addons")
    return found


def lock_payout(payout_id: str) -> Payout:
    """Lock one reward, its order and attempt first."""
    names = ("attempt__order__public_id", "attempt__public_id")
    known = Payout.objects.filter(public_id=payout_id).values_list(*names).first()
    if known is None:
        raise PayoutNotFound(_("there is no such reward"))
    lock_order(known[0])
    lock_attempt(known[1])
    rows = Payout.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("attempt__client", "attempt__order", "stage__account").get(
        public_id=payout_id
    )


def lock_offer(offer_id: str) -> ScaleOffer:
    """Lock one offer to grow, its attempt first."""
    known = ScaleOffer.objects.filter(public_id=offer_id).values_list("attempt__public_id").first()
    if known is None:
        raise ScaleOfferNotFound(_("there is no such offer"))
    lock_attempt(known[0])
    rows = ScaleOffer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("attempt__client").get(public_id=offer_id)


def lock_competition(competition_id: str) -> Competition:
    """Lock one competition."""
    rows = Competition.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("programme", "brand").filter(public_id=competition_id).first()
    if found is None:
        raise CompetitionNotFound(_("there is no such competition"))
    return found
