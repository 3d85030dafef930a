"""Users and their money."""

from datetime import datetime

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.ports.trading import AccountAccess, NewAccount, PlatformAccount

from ..names import Row
from .money import decimal, integer, text

ENABLED = 0x1
MAY_CHANGE_PASSWORD = 0x2
TRADE_DISABLED = 0x4
EXPERTS = 0x40
TRAILING = 0x20
REPORTS = 0x100
READ_ONLY = 0x200
NEW_RIGHTS = ENABLED | MAY_CHANGE_PASSWORD | TRAILING | EXPERTS | REPORTS

# What the server keeps by itself. It is never sent back: a deposit between the reading and the
# writing of a record must not be undone.
SERVER_OWNED = frozenset(
    {
        "Balance", "Credit", "Registration", "LastAccess", "LastPassChange", "LastIP",
        "InterestRate", "CommissionDaily", "CommissionMonthly", "BalancePrevDay",
        "BalancePrevMonth", "EquityPrevDay", "EquityPrevMonth", "TradeAccounts", "OTPSecret",
        "MQID", "CertSerialNumber",
    }
)  # fmt: skip


def access_of(rights: int) -> AccountAccess:
    """What the trader may do. Bit 0x2 is only about changing the password."""
    if not rights & ENABLED:
        return AccountAccess.DISABLED
    if rights & (TRADE_DISABLED | READ_ONLY):
        return AccountAccess.READ_ONLY
    return AccountAccess.ENABLED


def rights_for(rights: int, access: AccountAccess) -> int:
    """Change the access bits and no other."""
    rights &= ~(ENABLED | TRADE_DISABLED | READ_ONLY)
    if access is AccountAccess.DISABLED:
        return rights | TRADE_DISABLED
    if access is AccountAccess.READ_ONLY:
        return rights | ENABLED | TRADE_DISABLED
    return rights | ENABLED


def user_record(account: NewAccount) -> Row:
    """Make a new user's record; the reference is kept in Comment, where it can be found again."""
    return {
        "Login": str(account.login),
        "Group": account.group,
        "Rights": str(NEW_RIGHTS),
        "Name": account.name[:127],
        "Country": account.country,
        "Email": account.email,
        "Leverage": str(account.leverage),
        "Comment": account.reference,
    }


def account(user: Row, figures: Row, time: ServerTime, cents: Cents) -> PlatformAccount:
    """Join a user's record and its account figures."""
    login = integer(user, "Login")
    factor = cents.of(login)
    registered = integer(user, "Registration")
    return PlatformAccount(
        login=login,
        group=text(user, "Group"),
        name=text(user, "Name"),
        leverage=integer(user, "Leverage"),
        access=access_of(integer(user, "Rights")),
        reference=text(user, "Comment"),
        balance=decimal(figures, "Balance") / factor,
        credit=decimal(figures, "Credit") / factor,
        equity=decimal(figures, "Equity") / factor,
        margin=decimal(figures, "Margin") / factor,
        margin_free=decimal(figures, "MarginFree") / factor,
        level=decimal(figures, "MarginLevel"),
        floating=decimal(figures, "Floating") / factor,
        registered_at=_registered(registered, time),
    )


def _registered(server_time_s: int, time: ServerTime) -> datetime | None:
    if not server_time_s:
        return None
    return time.utc(server_time_s * 1000)
