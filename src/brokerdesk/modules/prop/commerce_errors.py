"""Refusals of what is sold and paid. Nothing was changed when one of these is raised."""

from brokerdesk.kit.errors import DomainError, Forbidden, InvalidInput, NotFound


class OfferNotFound(NotFound):
    """The brand does not sell this."""

    code = "prop_offer_not_found"


class PayoutNotFound(NotFound):
    """There is no such reward."""

    code = "prop_payout_not_found"


class CompetitionNotFound(NotFound):
    """There is no such competition."""

    code = "competition_not_found"


class ScaleOfferNotFound(NotFound):
    """There is no such offer to grow."""

    code = "scale_offer_not_found"


class AddOnInvalid(InvalidInput):
    """The add-on says what no programme can mean, or does not go with this one."""

    code = "addon_invalid"


class CouponInvalid(InvalidInput):
    """The coupon is unknown, not valid now, not for this, or used up."""

    code = "coupon_invalid"


class NotForYou(Forbidden):
    """The programme is not offered to this client: country, level or standing."""

    code = "prop_not_for_client"


class TooManyAttempts(DomainError):
    """The client has as many attempts of this programme as he may."""

    code = "too_many_attempts"


class TrialUsed(DomainError):
    """A free trial is given once."""

    code = "trial_used"


class ProductInvalid(InvalidInput):
    """The programme is not offered on this platform."""

    code = "prop_product_invalid"


class OrderKeyReused(DomainError):
    """The key was used before with other input."""

    code = "idempotency_conflict"


class OrderClosed(DomainError):
    """The order's state does not allow it."""

    code = "prop_order_state"


class NotRefundable(DomainError):
    """Trading began: only two people of staff can give the price back."""

    code = "prop_order_traded"


class FourEyes(Forbidden):
    """Another person has to do this."""

    code = "four_eyes_required"


class ReasonNeeded(InvalidInput):
    """A decision needs its reason."""

    code = "reason_needed"


class PayoutRefused(DomainError):
    """Conditions of a reward are not met; `unmet` names them."""

    code = "prop_payout_unmet"


class PayoutWouldBreach(DomainError):
    """What is left after it would be at or below a floor."""

    code = "prop_payout_breaches"


class PayoutState(DomainError):
    """The reward's state does not allow it."""

    code = "prop_payout_state"


class PayoutAmount(InvalidInput):
    """More than can be paid, less than the minimum, or too fine."""

    code = "prop_payout_amount"


class GrowthRefused(DomainError):
    """The conditions of scaling or merging are not met."""

    code = "prop_growth_unmet"


class SecondChanceRefused(DomainError):
    """Reset, retry or extension is not offered here."""

    code = "prop_second_chance_unmet"


class CompetitionState(DomainError):
    """The competition's state does not allow it."""

    code = "competition_state"


class CompetitionInvalid(InvalidInput):
    """Its times, metric or prizes cannot be meant."""

    code = "competition_invalid"
