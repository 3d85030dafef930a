"""Accounts."""

import json

from ..config import RIGHT_ACC_DELETE, RIGHT_ACC_MANAGER, RIGHT_ACC_READ
from ..engine import users as engine
from ..engine.valuation import account_state
from ..records import dumps
from ..retcodes import Refusal, Retcode
from .base import Answer, Call, Params, command, record, rows

# Wire name of a descriptive field -> parameter name, where it is not the upper-cased name.
_PARAMETER = {
    "ZipCode": "ZIPCODE",
    "PhonePassword": "PASS_PHONE",
    "ClientID": "CLIENT_ID",
    "LeadCampaign": "LEAD_CAMPAIGN",
    "LeadSource": "LEAD_SOURCE",
}


def _info(params: Params) -> dict[str, str]:
    found = {}
    for name in engine.INFO:
        parameter = _PARAMETER.get(name, name.upper())
        if params.has(parameter, name):
            found[name] = params.text(parameter, name)
    return found


@command("USER_ADD", "user/add", right=RIGHT_ACC_MANAGER)
def user_add(call: Call) -> Answer:
    given = call.params
    user = engine.add_user(
        call.world,
        engine.NewUser(
            group=given.group("GROUP", "Group"),
            leverage=given.integer("LEVERAGE", "Leverage"),
            main=given.text("PASS_MAIN", "PassMain", "MainPassword"),
            investor=given.text("PASS_INVESTOR", "PassInvestor", "InvestPassword"),
            login=given.integer("LOGIN", "Login", default=0),
            rights=given.integer("RIGHTS", "Rights", default=engine.DEFAULT_RIGHTS),
            info=_info(given),
        ),
    )
    answer = record(engine.user_wire(call.world, user))
    answer.params["LOGIN"] = str(user.login)
    return answer


@command("USER_UPDATE", "user/update", right=RIGHT_ACC_MANAGER)
def user_update(call: Call) -> Answer:
    """Change what is given; absent and empty values mean unchanged.

    With the destructive switch an absent or empty field of a JSON body is wiped instead.
    """
    given, world = call.params, call.world
    user = world.user(given.integer("LOGIN", "Login"))
    leverage = given.text("LEVERAGE", "Leverage")
    if leverage and not 1 <= given.integer("LEVERAGE", "Leverage") <= engine.MAX_LEVERAGE:
        raise Refusal(Retcode.PARAMS)
    rights = given.integer("RIGHTS", "Rights", default=user.rights)
    group = given.group("GROUP", "Group")
    if group and group != user.group:
        engine.move_group(world, user, group)
    info = engine.clean_info(_info(given))
    if world.switches.destructive_update and given.json:
        user.info = info
    else:
        user.info |= {name: value for name, value in info.items() if value}
    user.rights = rights
    if leverage:
        user.leverage = int(leverage)
    with world.store.transaction():
        world.save_user(user)
    return record(engine.user_wire(world, user))


@command("USER_GET", "user/get", right=RIGHT_ACC_READ)
def user_get(call: Call) -> Answer:
    user = call.world.user(call.params.integer("LOGIN", "Login"))
    return record(engine.user_wire(call.world, user))


@command("USER_DELETE", "user/delete", right=RIGHT_ACC_DELETE)
def user_delete(call: Call) -> Answer:
    engine.delete_user(call.world, call.params.integer("LOGIN", "Login"))
    return Answer()


@command("USER_LOGINS", "user/logins", right=RIGHT_ACC_READ)
def user_logins(call: Call) -> Answer:
    mask = call.params.group("GROUP", "Group")
    if not mask:
        raise Refusal(Retcode.PARAMS)
    return record([str(login) for login in call.world.logins(mask)])


@command("USER_TOTAL", "user/total", right=RIGHT_ACC_READ)
def user_total(call: Call) -> Answer:
    return Answer({"TOTAL": str(len(call.world.users))})


def _password(call: Call) -> tuple[int, str, str]:
    """Read the login, the kind of password and the password."""
    given = call.params
    kind, password = given.text("TYPE", "Type"), given.text("PASSWORD", "Password")
    return given.integer("LOGIN", "Login"), kind, password


@command("USER_PASS_CHECK", "user/check_password", right=RIGHT_ACC_READ)
def user_pass_check(call: Call) -> Answer:
    engine.check_password(call.world, *_password(call))
    return Answer()


@command("USER_PASS_CHANGE", "user/change_password", right=RIGHT_ACC_MANAGER)
def user_pass_change(call: Call) -> Answer:
    engine.change_password(call.world, *_password(call))
    return Answer()


@command("USER_ACCOUNT_GET", "user/account/get", right=RIGHT_ACC_READ)
def user_account_get(call: Call) -> Answer:
    return record(account_state(call.world, call.params.integer("LOGIN", "Login")).wire())


@command("USER_GET_BATCH", "user/get_batch", right=RIGHT_ACC_READ)
def user_get_batch(call: Call) -> Answer:
    world = call.world
    return rows(
        [dumps(engine.user_wire(world, world.users[login])) for login in known_logins(call)]
    )


@command("USER_ACCOUNT_GET_BATCH", "user/account/get_batch", right=RIGHT_ACC_READ)
def user_account_get_batch(call: Call) -> Answer:
    return rows([dumps(account_state(call.world, login).wire()) for login in known_logins(call)])


def known_logins(call: Call) -> list[int]:
    """Return the logins that LOGIN= or GROUP= asks for and that exist."""
    given = call.params
    if given.text("LOGIN", "Login"):
        return [login for login in given.numbers("LOGIN", "Login") if login in call.world.users]
    mask = given.group("GROUP", "Group")
    if not mask:
        raise Refusal(Retcode.PARAMS)
    return call.world.logins(mask)


@command("USER_GET_EXTERNAL", "user/get_external", right=RIGHT_ACC_READ)
def user_get_external(call: Call) -> Answer:
    """Find accounts by the number in an external system, kept in the field ID."""
    account = call.params.text("ACCOUNT", "Account")
    found = [user for user in call.world.users.values() if user.info.get("ID") == account]
    if not found or not account:
        raise Refusal(Retcode.NOT_FOUND)
    return record([json.loads(dumps(engine.user_wire(call.world, user))) for user in found])
