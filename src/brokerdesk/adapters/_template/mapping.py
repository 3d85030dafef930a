"""Pure conversions between the wire's records and the port's."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from hashlib import blake2b
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import (
    AccountAccess,
    DealEntry,
    DealKind,
    PlatformAccount,
    PlatformDeal,
)

from .errors import BadAnswer

Row = dict[str, Any]
DIGESTED = (
    "ticket", "login", "kind", "entry", "symbol", "position", "lots", "lots_closed", "price",
    "profit", "commission", "swap", "comment", "time_ms",
)  # fmt: skip


def decimal(row: Row, name: str) -> Decimal:
    """Read a decimal string.

    Raises:
        BadAnswer: it is missing or no finite number.
    """
    try:
        number = Decimal(str(row[name]))
    except (KeyError, InvalidOperation):
        raise BadAnswer(Marked(_("%(name)s is no number"), name=name)) from None
    if not number.is_finite():
        raise BadAnswer(Marked(_("%(name)s is no finite number"), name=name))
    return number


def account(row: Row) -> PlatformAccount:
    """Map an account.

    Raises:
        BadAnswer: an access that is not known, or a field that is missing.
    """
    try:
        return PlatformAccount(
            login=int(row["login"]),
            group=str(row["group"]),
            name=str(row["name"]),
            leverage=int(row["leverage"]),
            access=AccountAccess(row["access"]),
            reference=str(row["reference"]),
            balance=decimal(row, "balance"),
            credit=decimal(row, "credit"),
            equity=decimal(row, "equity"),
            margin=decimal(row, "margin"),
            margin_free=decimal(row, "equity") - decimal(row, "margin"),
            level=decimal(row, "level"),
            floating=decimal(row, "floating"),
            registered_at=None,
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadAnswer(
            Marked(_("an account is not what it should be: %(cause)s"), cause=str(error))
        ) from None


def deal(row: Row) -> PlatformDeal:
    """Map a deal.

    Raises:
        BadAnswer: a kind or entry that is not known, or a field that is missing.
    """
    try:
        kind, entry = DealKind(row["kind"]), DealEntry(row["entry"])
        profit, commission, swap = (decimal(row, n) for n in ("profit", "commission", "swap"))
        to_credit = kind is DealKind.CREDIT
        zero = Decimal(0)
        return PlatformDeal(
            ticket=int(row["ticket"]),
            login=int(row["login"]),
            kind=kind,
            entry=entry,
            symbol=str(row["symbol"]),
            position_id=int(row["position"]),
            order_id=int(row["position"]),
            lots=decimal(row, "lots"),
            lots_closed=decimal(row, "lots_closed"),
            contract_size=decimal(row, "contract_size"),
            price=decimal(row, "price"),
            price_position=zero,
            profit=profit,
            commission=commission,
            swap=swap,
            fee=zero,
            balance_effect=zero if to_credit else profit + commission + swap,
            credit_effect=profit if to_credit else zero,
            rate_profit=Decimal(1),
            comment=str(row["comment"]),
            reason="",
            server_time_ms=int(row["time_ms"]),
            occurred_at=datetime.fromtimestamp(int(row["time_ms"]) / 1000, UTC),
            modified=bool(row["modified"]),
            digest=digest(row),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadAnswer(
            Marked(_("a deal is not what it should be: %(cause)s"), cause=str(error))
        ) from None


def digest(row: Row) -> bytes:
    """Hash what is kept of a deal, 16 bytes."""
    text = "\x1f".join(str(row[name]) for name in DIGESTED)
    return blake2b(text.encode(), digest_size=16).digest()
