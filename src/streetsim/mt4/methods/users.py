"""Accounts."""

from typing import Any

from ..codes import BridgeError, invalid
from ..engine.balance import balance_diff
from ..engine.users import (
    TEXTS,
    NewUser,
    add_user,
    delete_user,
    is_password,
    move_user,
    require_leverage,
    set_password,
    set_texts,
)
from ..records import ENABLED, MAY_CHANGE_PASSWORD, User
from ..views import Json, user_view
from .base import CHANGE, Call, method

_DEFAULT_FLAGS = ENABLED | MAY_CHANGE_PASSWORD


def _number(body: Json, name: str, default: int) -> int:
    value = body.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"{name}: not a number")
    return value


def _texts(body: Json) -> dict[str, str]:
    return {name: str(body[name]) for name in TEXTS if body.get(name) is not None}


@method("POST", "UserRecordNew", within=CHANGE)
def user_record_new(call: Call) -> Json:
    """Open an account."""
    body = call.object()
    new = NewUser(
        group=str(body.get("group") or ""),
        login=_number(body, "login", 0),
        leverage=_number(body, "leverage", 0),
        flags=_number(body, "enableFlags", _DEFAULT_FLAGS),
        texts=_texts(body),
    )
    user = add_user(call.world, new)
    _set_rest(user, body)
    return _saved(call, user)


def _set_rest(user: User, body: Json) -> None:
    user.agent = _number(body, "agentAccount", user.agent)
    user.color = _number(body, "userColor", user.color)
    user.send_reports = bool(body.get("sendReports", user.send_reports))


def _saved(call: Call, user: User) -> Json:
    with call.world.store.transaction():
        call.world.save_user(user)
    return user_view(user)


@method("PATCH", "UserRecord", 1, within=CHANGE)
def patch_user_record(call: Call) -> Json:
    """Change the named fields of an account."""
    return _change(call, call.object())


@method("POST", "UserRecordUpdate", 1, within=CHANGE)
def user_record_update(call: Call) -> Json:
    """Replace the fields of an account; what is not named becomes empty."""
    body = call.object()
    empty: dict[str, Any] = dict.fromkeys(TEXTS, "")
    empty |= {"agentAccount": 0, "userColor": 0, "enableFlags": 0, "sendReports": 0}
    return _change(call, empty | {k: v for k, v in body.items() if v is not None})


def _change(call: Call, body: Json) -> Json:
    user = call.world.user(call.integer_arg())
    leverage = _number(body, "leverage", user.leverage)
    require_leverage(leverage)
    flags = _number(body, "enableFlags", user.flags)
    texts = _texts(body)
    if texts.get("name") == "":
        raise invalid("name")
    if body.get("group") not in (None, user.group):
        move_user(call.world, user, str(body["group"]))
    user.leverage, user.flags = leverage, flags
    set_texts(call.world, user, texts)
    _set_rest(user, body)
    return _saved(call, user)


@method("POST", "UsersGroupOp", within=CHANGE)
def users_group_op(call: Call) -> bool:
    """Delete, enable, disable, move or change the leverage of several accounts."""
    body = call.object()
    logins, command = body.get("logins"), str(body.get("command", ""))
    if not isinstance(logins, list) or not logins:
        raise invalid("logins")
    users = [call.world.user(_number({"login": login}, "login", 0)) for login in logins]
    if command.lower() not in _OPERATIONS:
        raise invalid(f"command: {command}")
    with call.world.store.transaction():
        for user in users:
            _OPERATIONS[command.lower()](call, user, body)
    return True


def _delete(call: Call, user: User, _body: Json) -> None:
    delete_user(call.world, user)


def _enable(call: Call, user: User, _body: Json) -> None:
    user.flags |= ENABLED
    call.world.save_user(user)


def _disable(call: Call, user: User, _body: Json) -> None:
    user.flags &= ~ENABLED
    call.world.save_user(user)


def _leverage(call: Call, user: User, body: Json) -> None:
    leverage = _number(body, "leverage", 0)
    require_leverage(leverage)
    user.leverage = leverage
    call.world.save_user(user)


def _set_group(call: Call, user: User, body: Json) -> None:
    move_user(call.world, user, str(body.get("newGroup") or ""))
    call.world.save_user(user)


_OPERATIONS = {
    "delete": _delete,
    "enable": _enable,
    "disable": _disable,
    "leverage": _leverage,
    "setgroup": _set_group,
}


def _password(call: Call) -> str:
    value = call.json()
    if not isinstance(value, str):
        raise invalid("the body must be a JSON string")
    return value


@method("POST", "UserPasswordSet", 1, within=CHANGE)
def user_password_set(call: Call) -> bool:
    """Set the master or the investor password."""
    investor = call.flag("changeInvestor")
    set_password(call.world, call.integer_arg(), _password(call), investor=investor)
    return True


@method("POST", "UserPasswordCheck", 1)
def user_password_check(call: Call) -> bool:
    """Tell whether a password is the account's."""
    return is_password(call.world, call.integer_arg(), _password(call))


@method("GET", "UserRecordGet", 1)
@method("GET", "UserRecordRequest", 1)
def user_record(call: Call) -> Json:
    """Read one account."""
    login = call.integer_arg()
    if login not in call.world.users:
        raise BridgeError("NotFound", f"no such account: {login}", "BadAccountInfo")
    return user_view(call.world.users[login])


@method("GET", "UserRecordsRequest")
def user_records(call: Call) -> list[Json]:
    """Read the named accounts that exist."""
    wanted = call.integers("logins")
    return [user_view(call.world.users[it]) for it in wanted if it in call.world.users]


@method("GET", "UsersRequest")
def users_request(call: Call) -> list[Json]:
    """Read all accounts."""
    users = list(call.world.users.values())
    return [user_view(user) for user in call.page(users, lambda user: user.login)]


@method("GET", "AdmBalanceCheck", 1)
def adm_balance_check(call: Call) -> Json:
    """Compare an account's balance with its history."""
    login = call.integer_arg()
    return {"login": login, "diff": balance_diff(call.world, login)}


@method("GET", "AdmBalanceCheck")
def adm_balances_check(call: Call) -> list[Json]:
    """Compare the balances of the named accounts, or of all, with their history."""
    logins = call.integers("logins") or sorted(call.world.users)
    diffs = {login: balance_diff(call.world, login) for login in logins}
    return [{"login": login, "diff": diff} for login, diff in diffs.items()]


@method("GET", "OnlineGet")
def online_get(call: Call) -> list[Json]:
    """Read who is connected: here, those who hold open trades."""
    holders = {trade.login for trade in call.world.trades.values()}
    users = [call.world.users[login] for login in holders]
    return [
        {"login": user.login, "group": user.group}
        for user in call.page(users, lambda user: user.login)
    ]
