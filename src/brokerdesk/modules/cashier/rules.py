"""Pure rules: fees, limits, when to ask a provider again, what a provider's state means."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from brokerdesk.kit.money import scale_of
from brokerdesk.ports.payments import DepositState

from .errors import AmountInvalid, DestinationInvalid
from .types import DepositStatus

BPS = Decimal(10_000)
LOOKUPS_FOR_ABSENCE = 2
MAX_SENDINGS = 3
ANSWER_WITHIN = timedelta(seconds=30)
LOOKUP_EVERY = timedelta(seconds=10)
KEEP_ASKING = timedelta(days=7)
RETRY_AFTER = timedelta(seconds=30)
_FETCH_WAITS_S = (5, 10, 20, 30, 60, 120, 300, 600, 1800)

STATUS_OF = {
    DepositState.PENDING: DepositStatus.PENDING,
    DepositState.SUCCEEDED: DepositStatus.CREDITED,
    DepositState.FAILED: DepositStatus.FAILED,
    DepositState.EXPIRED: DepositStatus.EXPIRED,
    DepositState.CANCELLED: DepositStatus.CANCELLED,
    DepositState.PARTIALLY_REFUNDED: DepositStatus.PARTIALLY_REFUNDED,
    DepositState.REFUNDED: DepositStatus.REFUNDED,
    DepositState.CHARGEBACK_OPEN: DepositStatus.CHARGEBACK_OPEN,
    DepositState.CHARGEBACK_WON: DepositStatus.CHARGEBACK_WON,
    DepositState.CHARGEBACK_LOST: DepositStatus.CHARGEBACK_LOST,
}
PAID_STATES = frozenset(STATUS_OF) - {
    DepositState.PENDING,
    DepositState.FAILED,
    DepositState.EXPIRED,
    DepositState.CANCELLED,
}


def at_scale(amount: Decimal, currency: str) -> Decimal:
    """Give an amount with its currency's decimals; more are kept where they are not zero."""
    exact = amount.quantize(Decimal(1).scaleb(-scale_of(currency)), rounding=ROUND_HALF_UP)
    return exact if exact == amount else amount


def fee_of(amount: Decimal, currency: str, *, bps: int, fixed: Decimal) -> Decimal:
    """A method's fee on an amount: its share rounded half up, plus the fixed part."""
    unit = Decimal(1).scaleb(-scale_of(currency))
    share = (amount * bps / BPS).quantize(unit, rounding=ROUND_HALF_UP)
    return share + fixed.quantize(unit, rounding=ROUND_HALF_UP)


def check_amount(amount: Decimal, currency: str, least: Decimal, most: Decimal) -> Decimal:
    """Give the amount at its currency's scale.

    Raises:
        AmountInvalid: not finite, not positive, too fine, or outside least … most.
    """
    if not amount.is_finite() or amount <= 0:
        raise AmountInvalid(_("the amount must be more than zero"), field="amount")
    scale = scale_of(currency)
    if amount >= Decimal(10) ** 18:
        raise AmountInvalid(_("the amount is too large"), field="amount")
    exact = amount.quantize(Decimal(1).scaleb(-scale), rounding=ROUND_HALF_UP)
    if exact != amount:
        raise AmountInvalid(
            _("%(currency)s has %(scale)s decimals") % {"currency": currency, "scale": scale},
            field="amount",
        )
    if not least <= amount <= most:
        raise AmountInvalid(
            _("choose an amount from %(least)s to %(most)s %(currency)s")
            % {"least": _short(least), "most": _short(most), "currency": currency},
            field="amount",
        )
    return exact


def _short(amount: Decimal) -> str:
    return format(amount.normalize(), ",f")


def next_fetch(at: datetime, fetches: int, created_at: datetime) -> datetime | None:
    """When to ask about a deposit again; None once it is too old to change by itself."""
    if at - created_at > KEEP_ASKING:
        return None
    wait_s = _FETCH_WAITS_S[min(fetches, len(_FETCH_WAITS_S) - 1)]
    return at + timedelta(seconds=wait_s)


def destination_of(given: Mapping[str, str]) -> dict[str, str]:
    """Check a beneficiary: account and name are needed, the bank may be.

    Raises:
        DestinationInvalid: a part is missing, too long or unknown.
    """
    limits = {"account": 64, "name": 120, "bank": 120}
    if set(given) - set(limits):
        raise DestinationInvalid(_("a beneficiary has account, name, bank"), field="destination")
    cleaned = {name: " ".join(str(given.get(name, "")).split()) for name in limits}
    for name, most in limits.items():
        if len(cleaned[name]) > most:
            raise DestinationInvalid(_("at most %(most)s characters") % {"most": most}, field=name)
        if not cleaned[name].isprintable():
            raise DestinationInvalid(_("this has characters that cannot be printed"), field=name)
    if len(cleaned["account"]) < 4:
        raise DestinationInvalid(_("give the account or card number"), field="account")
    if len(cleaned["name"]) < 2:
        raise DestinationInvalid(_("give the beneficiary's name"), field="name")
    return {name: value for name, value in cleaned.items() if value}


def hint_of(destination: Mapping[str, str]) -> str:
    """The masked form of a beneficiary's account that pages and lists show."""
    account = destination["account"].replace(" ", "")
    return f"•••• {account[-4:]}"


def request_hash(**values: object) -> str:
    """Digest of a request's input, to tell a repeat from another request with the same key."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def absence_proved(lookups: int) -> bool:
    """Say whether enough look-ups that count found nothing."""
    return lookups >= LOOKUPS_FOR_ABSENCE


def lookup_counts(*, sent_at: datetime, at: datetime, grace_s: int) -> bool:
    """Say whether finding nothing counts: only once the grace since sending has passed."""
    return at - sent_at >= timedelta(seconds=grace_s)
