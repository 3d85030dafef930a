"""Accounts: from the Manager API's records and the WebServices', and back."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import AccountAccess, PlatformAccount

from ..errors import BadAnswer
from ..messages import Message
from .book import DEFAULT_DIGITS, Book, digits_of, money
from .servertime import ServerTime

ZERO = Decimal(0)
LEVERAGE_CENTS = 100
NAME = 64
FULL_ACCESS, CLOSE_ONLY, NO_TRADING, NO_LOGIN = range(4)
ACCESS = {
    FULL_ACCESS: AccountAccess.ENABLED,
    CLOSE_ONLY: AccountAccess.READ_ONLY,
    NO_TRADING: AccountAccess.READ_ONLY,
    NO_LOGIN: AccountAccess.DISABLED,
}
RIGHTS = {
    AccountAccess.ENABLED: "FULL_ACCESS",
    AccountAccess.READ_ONLY: "NO_TRADING",
    AccountAccess.DISABLED: "NO_LOGIN",
}


def account(row: Message, book: Book, time: ServerTime) -> PlatformAccount:
    """Map a trader without open positions: its equity is its money.

    Raises:
        BadAnswer: access rights that are not known.
    """
    access = ACCESS.get(row.accessRights)
    if access is None:
        raise BadAnswer(
            Marked(
                _("trader %(trader_id)s has the unknown rights %(access_rights)s"),
                trader_id=row.traderId,
                access_rights=row.accessRights,
            )
        )
    digits = digits_of(row)
    balance, credit = money(row.balance, digits), money(row.nonWithdrawableBonus, digits)
    registered = row.registrationTimestamp
    return PlatformAccount(
        login=row.login,
        group=book.group_name(row.groupId, row.depositAssetId),
        name=f"{row.name} {row.lastName}".strip(),
        leverage=row.leverageInCents // LEVERAGE_CENTS,
        access=access,
        reference=row.description,
        balance=balance,
        credit=credit,
        equity=balance + credit,
        margin=ZERO,
        margin_free=balance + credit,
        level=ZERO,
        floating=ZERO,
        registered_at=time.utc(registered) if registered else None,
    )


def with_figures(known: PlatformAccount, row: dict[str, Any]) -> PlatformAccount:
    """Give an account the money that the WebServices computed, all of one instant.

    Raises:
        BadAnswer: a figure is missing or no number.
    """
    try:
        digits = int(row.get("moneyDigits", DEFAULT_DIGITS))
        balance, margin = (money(int(row[name]), digits) for name in ("balance", "usedMargin"))
        credit = money(int(row.get("nonWithdrawableBonus") or 0), digits)
        cash = row.get("cashEquity")
        equity = (
            money(int(row["equity"]), digits) if cash is None else money(int(cash), digits) + credit
        )
    except (KeyError, TypeError, ValueError):
        raise BadAnswer(
            Marked(_("the figures of login %(login)s cannot be read"), login=known.login)
        ) from None
    return replace(
        known,
        balance=balance,
        credit=credit,
        equity=equity,
        margin=margin,
        margin_free=equity - margin,
        level=(equity / margin * 100).quantize(Decimal("0.01")) if margin else ZERO,
        floating=equity - balance - credit,
    )


def names(name: str) -> dict[str, str]:
    """A person's name in the two fields of the server; joined again they are the name."""
    first, _sep, last = name.strip().partition(" ")
    return {"name": first[:NAME], "lastName": last[:NAME]}
