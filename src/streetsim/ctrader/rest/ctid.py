"""Calls about cTID users, the persons who own accounts."""

from ..config import Right
from ..engine import accounts
from ..errors import Refusal
from ..records import User
from ..render import camel
from .base import Answer, Call, route


@route("POST", "/cid/ctid/create", "CTID", Right.TRADER_CREATE)
def create(call: Call) -> Answer:
    """Make a user; a known e-mail gives its id alone."""
    email = call.text("email").strip()
    if "@" not in email:
        raise Refusal("INVALID_REQUEST", "no e-mail address")
    for user in call.world.users.values():
        if user.email.lower() == email.lower():
            return Answer(value={"userId": user.user_id})
    with call.world.change():
        number = call.world.next("user")
        user = User(
            user_id=number,
            email=email,
            nickname=f"{email.partition('@')[0]}{number}",
            preferred_language=call.text("preferredLanguage", "en"),
            utc_create_timestamp=call.world.clock.now_ms(),
        )
        call.world.save_user(user)
    names = (
        *("user_id", "nickname", "email", "preferred_language", "utc_create_timestamp"),
        "status",
    )
    return Answer(value={camel(name): getattr(user, name) for name in names})


@route("POST", "/cid/ctid/link", "CTID", Right.TRADER_EDIT)
def link(call: Call) -> Answer:
    """Give a user an account."""
    _require_place(call)
    trader = call.world.trader_by_login(call.number("traderLogin"))
    accounts.check_password(trader, call.text("traderPasswordHash"))
    user_id = call.number("userId")
    if user_id not in call.world.users:
        raise Refusal("ENTITY_NOT_FOUND", f"no user {user_id}")
    with call.world.change():
        trader.user_id = user_id
        trader.ctid_trader_account_id = trader.ctid_trader_account_id or call.world.next("ctid")
        call.world.save_trader(trader)
    if not call.body.get("returnAccountDetails", False):
        return Answer(value={})
    return Answer(value={"ctidTraderAccountId": trader.ctid_trader_account_id})


@route("POST", "/cid/ctid/changeCtidTraderAccount", "CTID", Right.TRADER_EDIT)
def move(call: Call) -> Answer:
    """Move an account to a white label."""
    if call.text("environmentName") != call.world.config.environment:
        raise Refusal("INVALID_REQUEST", "no such environment")
    trader = call.world.trader_by_login(call.number("traderLogin"))
    values = {"broker_name": call.text("brokerName")}
    accounts.update_trader(call.world, trader.trader_id, values)
    return Answer(204)


def _require_place(call: Call) -> None:
    config = call.world.config
    if call.text("environmentName", config.environment) != config.environment:
        raise Refusal("INVALID_REQUEST", "no such environment")
    if call.text("brokerName", config.broker) != config.broker:
        raise Refusal("CH_BROKER_NOT_FOUND")
