"""Accounts: open, change, move, passwords."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..codes import Refusal, Ret
from ..records import ENABLED, MAY_CHANGE_PASSWORD, User
from ..world import FIRST_LOGIN, World

# Text fields of the record and their size in bytes, without the ending NUL.
TEXTS = {
    "name": 127,
    "externalId": 31,
    "status": 15,
    "country": 31,
    "city": 31,
    "state": 31,
    "zipCode": 15,
    "address": 95,
    "leadSource": 31,
    "phone": 31,
    "email": 47,
    "comment": 63,
    "mqid": 15,
}
MAX_LOGIN = 2**31 - 1
MAX_LEVERAGE = 2000
_ROUNDS = 1000
PASSWORD_BYTES = 15


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to open; login 0 lets the server choose."""

    group: str
    login: int = 0
    leverage: int = 0
    flags: int = ENABLED | MAY_CHANGE_PASSWORD
    texts: Mapping[str, str] = field(default_factory=dict)


def add_user(world: World, new: NewUser) -> User:
    """Open an account.

    Raises:
        Refusal: InvalidData (group, leverage, name), BadAccountInfo (login taken).
    """
    group = world.groups.get(new.group)
    if group is None:
        raise Refusal(Ret.INVALID_DATA, f"no such group: {new.group}")
    if not new.texts.get("name"):
        raise Refusal(Ret.INVALID_DATA, "name")
    require_leverage(new.leverage or group.leverage)
    with world.store.transaction():
        user = User(
            login=_login(world, new.login),
            group=group.name,
            leverage=new.leverage or group.leverage,
            flags=new.flags,
            registered=world.clock.now_s(),
            last_date=world.clock.now_s(),
        )
        set_texts(world, user, new.texts)
        world.save_user(user, "Added")
        world.journal(f"'{user.login}': account created in {group.name}")
    return user


def _login(world: World, wanted: int) -> int:
    if not 0 <= wanted <= MAX_LOGIN:
        raise Refusal(Ret.INVALID_DATA, "login")
    if wanted:
        if wanted in world.users:
            raise Refusal(Ret.BAD_ACCOUNT_INFO, "login is taken")
        return wanted
    login = world.store.next_ticket("login", FIRST_LOGIN)
    while login in world.users:
        login = world.store.next_ticket("login", FIRST_LOGIN)
    return login


def require_leverage(leverage: int) -> None:
    """Refuse a leverage that the server does not know."""
    if not 1 <= leverage <= MAX_LEVERAGE:
        raise Refusal(Ret.INVALID_DATA, "leverage")


def set_texts(world: World, user: User, texts: Mapping[str, str]) -> None:
    """Change texts; they are cut to their fields."""
    for name, value in texts.items():
        user.info[name] = world.text(value, TEXTS[name])


def move_user(world: World, user: User, name: str) -> None:
    """Move an account to a group of the same currency, or without any money or trades."""
    group = world.groups.get(name)
    if group is None:
        raise Refusal(Ret.INVALID_DATA, f"no such group: {name}")
    other = group.currency != world.groups[user.group].currency
    if other and (user.balance or user.credit or world.trades_of(user.login)):
        raise Refusal(Ret.INVALID_DATA, "the group has another currency")
    user.group = group.name


def delete_user(world: World, user: User) -> None:
    """Delete an account without open trades."""
    if world.trades_of(user.login):
        raise Refusal(Ret.TRADE_ORDER_LOCKED, "the account has open trades")
    world.drop_user(user)


def set_password(world: World, login: int, password: str, *, investor: bool) -> None:
    """Set the master or investor password. Raises: Refusal with InvalidData when too simple."""
    kinds = (str.islower, str.isupper, str.isdigit)
    classes = sum(any(kind(letter) for letter in password) for kind in kinds)
    size = len(password.encode(world.config.codepage, "replace"))
    if not 5 <= size <= PASSWORD_BYTES or classes < 2:
        raise Refusal(Ret.INVALID_DATA, "simple password")
    user = world.user(login)
    salt = secrets.token_hex(8)
    user.secrets["investor" if investor else "master"] = f"{salt}:{_hash(salt, password)}"
    with world.store.transaction():
        world.save_user(user)


def is_password(world: World, login: int, password: str) -> bool:
    """Tell whether it is the account's master password."""
    salt, _, kept = world.user(login).secrets.get("master", "").partition(":")
    return bool(kept) and secrets.compare_digest(kept, _hash(salt, password))


def _hash(salt: str, password: str) -> str:
    data = password.encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha256", data, salt.encode(), _ROUNDS).hex()
