"""Accounts: opening, changing, passwords."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..records import User, fixed
from ..retcodes import Refusal, Retcode
from ..world import FIRST_LOGIN, World

DEFAULT_RIGHTS = 0x163
MAX_LEVERAGE = 500
MAX_LOGIN = (1 << 53) - 1
PASSWORD_MAX = 16
# Wire name -> longest value in characters.
INFO = {
    "Name": 127,
    "FirstName": 63,
    "LastName": 63,
    "MiddleName": 63,
    "Company": 63,
    "Account": 31,
    "Country": 31,
    "Language": 31,
    "ClientID": 31,
    "City": 31,
    "State": 31,
    "ZipCode": 15,
    "Address": 127,
    "Phone": 31,
    "Email": 63,
    "ID": 31,
    "Status": 15,
    "Comment": 63,
    "Color": 31,
    "PhonePassword": 31,
    "Agent": 31,
    "CertSerialNumber": 31,
    "MQID": 31,
    "LeadCampaign": 31,
    "LeadSource": 31,
    "LastIP": 45,
}
NUMBERS = ("Language", "ClientID", "Color", "Agent", "CertSerialNumber", "MQID")
PASSWORD_KINDS = ("MAIN", "INVESTOR", "API")


@dataclass(slots=True)
class NewUser:
    """What an account is opened with; login 0 lets the server choose."""

    group: str
    leverage: int
    main: str = field(repr=False)
    investor: str = field(repr=False)
    login: int = 0
    rights: int = DEFAULT_RIGHTS
    info: Mapping[str, str] = field(default_factory=dict)


def hash_secret(password: str) -> str:
    """Return a salted hash of a password."""
    salt = secrets.token_hex(8)
    return f"{salt}${_digest(salt, password)}"


def _digest(salt: str, password: str) -> str:
    return hashlib.sha256(f"{salt}{password}".encode()).hexdigest()


def is_secret(stored: str, password: str) -> bool:
    """Compare a password with its salted hash."""
    salt, _, digest = stored.partition("$")
    return hmac.compare_digest(digest, _digest(salt, password))


def require_strong(password: str, minimum: int) -> None:
    """Refuse a password without all four character classes or of a wrong length."""
    classes = (str.islower, str.isupper, str.isdigit)
    special = any(not char.isalnum() for char in password)
    strong = special and all(any(kind(char) for char in password) for kind in classes)
    if not strong or not max(8, minimum) <= len(password) <= PASSWORD_MAX:
        raise Refusal(Retcode.PASSWORD)


def add_user(world: World, new: NewUser) -> User:
    """Open an account.

    Raises:
        Refusal: PERMISSIONS (no such group), PARAMS, LOGIN_EXISTS, LOGINS_EXHAUSTED, PASSWORD.
    """
    group = world.groups.get(new.group)
    if group is None:
        raise Refusal(Retcode.PERMISSIONS)
    if not new.info.get("Name") or not 1 <= new.leverage <= min(MAX_LEVERAGE, group.leverage_max):
        raise Refusal(Retcode.PARAMS)
    for password in (new.main, new.investor):
        require_strong(password, group.password_min)
    now = world.clock.now_s()
    with world.store.transaction():
        user = User(
            login=_login(world, new.login),
            group=group.name,
            rights=new.rights,
            leverage=new.leverage,
            registration=now,
            last_pass_change=now,
            info=clean_info(new.info),
            secrets={"MAIN": hash_secret(new.main), "INVESTOR": hash_secret(new.investor)},
        )
        world.save_user(user)
    return user


def _login(world: World, wanted: int) -> int:
    if wanted < 0 or wanted > MAX_LOGIN:
        raise Refusal(Retcode.LOGINS_EXHAUSTED)
    if wanted:
        if wanted in world.users or wanted in world.managers:
            raise Refusal(Retcode.LOGIN_EXISTS)
        return wanted
    login = world.store.next_ticket("login", FIRST_LOGIN)
    while login in world.users or login in world.managers:
        login = world.store.next_ticket("login", FIRST_LOGIN)
    return login


def clean_info(values: Mapping[str, str]) -> dict[str, str]:
    """Cut descriptive fields to the server's lengths; bad numbers are left out."""
    return {
        name: value[: INFO[name]]
        for name, value in values.items()
        if name in INFO and (name not in NUMBERS or value.isdigit())
    }


def move_group(world: World, user: User, name: str) -> None:
    """Move an account to another group of the same currency."""
    group = world.groups.get(name)
    if group is None:
        raise Refusal(Retcode.PERMISSIONS)
    if group.currency != world.group_of(user).currency:
        raise Refusal(Retcode.OTHER_CURRENCY)
    user.group = group.name


def delete_user(world: World, login: int) -> None:
    """Delete an account without open positions and orders."""
    user = world.user(login)
    if world.by_login.get(login) or world.orders_of(login):
        raise Refusal(Retcode.HAS_TRADES)
    with world.store.transaction():
        world.drop_user(user)


def check_password(world: World, login: int, kind: str, password: str) -> None:
    """Refuse with PASSWORD when it is not the account's."""
    stored = world.user(login).secrets.get(_kind(kind))
    if stored is None or not is_secret(stored, password):
        raise Refusal(Retcode.PASSWORD)


def change_password(world: World, login: int, kind: str, password: str) -> None:
    """Set a password; it must be strong enough."""
    user = world.user(login)
    name = _kind(kind)
    require_strong(password, world.group_of(user).password_min)
    user.secrets[name] = hash_secret(password)
    user.last_pass_change = world.clock.now_s()
    with world.store.transaction():
        world.save_user(user)


def _kind(kind: str) -> str:
    if kind.upper() not in PASSWORD_KINDS:
        raise Refusal(Retcode.PARAMS)
    return kind.upper()


_ORDER = [
    "Name",
    "FirstName",
    "LastName",
    "MiddleName",
    "Company",
    "Account",
    "Country",
    "Language",
    "ClientID",
    "City",
    "State",
    "ZipCode",
    "Address",
    "Phone",
    "Email",
    "ID",
    "Status",
    "Comment",
    "Color",
    "PhonePassword",
]


def user_wire(world: World, user: User) -> dict[str, object]:
    """Render an account with the wire's names."""
    digits = world.group_of(user).digits
    info = user.info

    def cash(value: Decimal) -> str:
        return fixed(value, digits)

    def text(name: str) -> str:
        return info.get(name, "0" if name in NUMBERS else "")

    return {
        "Login": str(user.login),
        "Group": user.group,
        "CertSerialNumber": text("CertSerialNumber"),
        "Rights": str(user.rights),
        "MQID": text("MQID"),
        "Registration": str(user.registration),
        "LastAccess": str(user.last_access),
        "LastPassChange": str(user.last_pass_change),
        "LastIP": text("LastIP"),
        **{name: text(name) for name in _ORDER},
        "Leverage": str(user.leverage),
        "Agent": text("Agent"),
        "Balance": cash(user.balance),
        "Credit": cash(user.credit),
        "InterestRate": "0.00",
        "CommissionDaily": "0.00",
        "CommissionMonthly": "0.00",
        "BalancePrevDay": cash(user.balance_prev_day),
        "BalancePrevMonth": cash(user.balance_prev_month),
        "EquityPrevDay": cash(user.equity_prev_day),
        "EquityPrevMonth": cash(user.equity_prev_month),
        "TradeAccounts": "",
        "ApiData": [],
        "LeadCampaign": text("LeadCampaign"),
        "LeadSource": text("LeadSource"),
        "LimitOrders": "0",
        "LimitPositionsValue": "0.00",
    }
