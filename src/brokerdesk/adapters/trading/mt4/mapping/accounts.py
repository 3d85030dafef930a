"""Accounts and their money."""

from decimal import Decimal

from brokerdesk.kit.cents import Cents
from brokerdesk.kit.servertime import ServerTime
from brokerdesk.ports.trading import AccountAccess, AccountChange, NewAccount, PlatformAccount

from ..names import Row
from .values import CENT, ZERO, cut, decimal, integer, moment, money, text

ENABLED, MAY_CHANGE_PASSWORD, READ_ONLY = 1, 2, 4
NAME_BYTES, COUNTRY_BYTES, EMAIL_BYTES, COMMENT_BYTES = 127, 31, 47, 63
PASSWORD_BYTES = 5, 15
PASSWORD_CLASSES = 2


def access_of(flags: int) -> AccountAccess:
    """What the trader may do."""
    if not flags & ENABLED:
        return AccountAccess.DISABLED
    return AccountAccess.READ_ONLY if flags & READ_ONLY else AccountAccess.ENABLED


def flags_for(flags: int, access: AccountAccess) -> int:
    """Change the access bits and no other."""
    flags &= ~(ENABLED | READ_ONLY)
    if access is AccountAccess.DISABLED:
        return flags
    return flags | ENABLED | (READ_ONLY if access is AccountAccess.READ_ONLY else 0)


def is_weak(password: str, code_page: str) -> bool:
    """Whether every server refuses a password: 5 to 15 bytes, of two sorts of characters."""
    sorts = (str.islower, str.isupper, str.isdigit)
    found = sum(any(sort(letter) for letter in password) for sort in sorts)
    size = len(password.encode(code_page, "replace"))
    return not PASSWORD_BYTES[0] <= size <= PASSWORD_BYTES[1] or found < PASSWORD_CLASSES


def user_fields(account: NewAccount, code_page: str) -> dict[str, object]:
    """Make a new account's record, disabled: it has no passwords yet.

    The reference is its comment, where it can be found again.
    """
    return {
        "login": account.login,
        "group": account.group,
        "name": cut(account.name, NAME_BYTES, code_page),
        "country": cut(account.country, COUNTRY_BYTES, code_page),
        "email": cut(account.email, EMAIL_BYTES, code_page),
        "comment": cut(account.reference, COMMENT_BYTES, code_page),
        "leverage": account.leverage,
        "enableFlags": MAY_CHANGE_PASSWORD,
    }


def changed_fields(change: AccountChange, flags: int, code_page: str) -> dict[str, object]:
    """The fields to write; what the change leaves out stays."""
    fields: dict[str, object] = {}
    if change.group is not None:
        fields["group"] = change.group
    if change.leverage is not None:
        fields["leverage"] = change.leverage
    if change.name is not None:
        fields["name"] = cut(change.name, NAME_BYTES, code_page)
    if change.email is not None:
        fields["email"] = cut(change.email, EMAIL_BYTES, code_page)
    if change.access is not None:
        fields["enableFlags"] = flags_for(flags, change.access)
    return fields


def account(user: Row, margin: Row, time: ServerTime, cents: Cents) -> PlatformAccount:
    """Join an account's record and its margin, which may be a moment older or newer.

    The margin's balance includes the credit. An account without open trades may have no margin.
    """
    login = integer(user, "login")
    factor = cents.of(login)
    balance, credit = money(user, "balance"), money(user, "credit")
    floating = money(margin, "equity") - money(margin, "balance") if margin else ZERO
    used, equity = money(margin, "margin"), balance + credit + floating
    registered_s = moment(user, "registrationDate")
    return PlatformAccount(
        login=login,
        group=text(user, "group"),
        name=text(user, "name"),
        leverage=integer(user, "leverage"),
        access=access_of(integer(user, "enableFlags")),
        reference=text(user, "comment"),
        balance=balance / factor,
        credit=credit / factor,
        equity=equity / factor,
        margin=used / factor,
        margin_free=(equity - used) / factor,
        level=_level(margin, used),
        floating=floating / factor,
        registered_at=time.utc(registered_s * 1000) if registered_s else None,
    )


def _level(margin: Row, used: Decimal) -> Decimal:
    return decimal(margin, "level").quantize(CENT) if used else ZERO
