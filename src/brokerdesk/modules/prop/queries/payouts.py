"""Rewards and offers to grow, for others."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..commerce_errors import PayoutNotFound, ScaleOfferNotFound
from ..models import Payout, ScaleOffer


def payouts() -> QuerySet[Payout]:
    """All rewards with what shows them."""
    return Payout.objects.select_related("attempt__client", "stage")


def payout(payout_id: str) -> Payout:
    """One reward.

    Raises:
        PayoutNotFound: there is none.
    """
    found = payouts().filter(public_id=payout_id).first()
    if found is None:
        raise PayoutNotFound(_("there is no such reward"))
    return found


def scale_offers() -> QuerySet[ScaleOffer]:
    """All offers to grow with what shows them."""
    return ScaleOffer.objects.select_related("attempt__client")


def scale_offer(offer_id: str) -> ScaleOffer:
    """One offer to grow.

    Raises:
        ScaleOfferNotFound: there is none.
    """
    found = scale_offers().filter(public_id=offer_id).first()
    if found is None:
        raise ScaleOfferNotFound(_("there is no such offer"))
    return found
