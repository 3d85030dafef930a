"""Session, time and common settings."""

import datetime as dt
import time

from streetsim.common.clock import server_text

from ..config import RIGHT_ADMIN
from ..retcodes import Retcode
from .base import Answer, Call, command, record


@command("TEST_ACCESS", "test/access")
def access_test(_call: Call) -> Answer:
    return Answer()


@command("TEST", "test")
def plain_test(_call: Call) -> Answer:
    return Answer()


@command("QUIT", "quit")
def quit_session(_call: Call) -> Answer:
    return Answer(close=True)


@command("TIME_SERVER", "time/server")
def time_server(call: Call) -> Answer:
    now = call.world.clock.now_s()
    return Answer({"TIME": f"{now} {server_text(now)}"})


@command("TIME_GET", "time/get")
def time_get(call: Call) -> Answer:
    clock = call.world.clock
    day = ["1"] * 24
    return record(
        {
            "Daylight": "0" if clock.daylight == "off" else "1",
            "DaylightState": "1" if clock.is_summer(time.time()) else "0",
            "TimeZone": str(clock.offset_min),
            "TimeServer": "",
            "Days": [day] * 7,
        }
    )


@command("COMMON_GET", "common/get")
def common_get(call: Call) -> Answer:
    world = call.world
    return record(
        {
            "Name": "Street Simulated Markets",
            "Owner": "Street Simulated Markets",
            "OwnerID": "1",
            "OwnerHost": "localhost",
            "OwnerEmail": "dealing@street.example",
            "Product": "MetaTrader 5 simulator",
            "ExpirationLicense": "0",
            "ExpirationSupport": "0",
            "LimitTradeServers": "1",
            "LimitWebServers": "1",
            "LimitAccounts": "0",
            "LimitDeals": "0",
            "LimitSymbols": "0",
            "LimitGroups": "0",
            "TotalUsers": str(len(world.users)),
            "TotalUsersReal": str(len(world.logins("*,!demo\\*"))),
            "TotalDeals": str(world.store.total("deals")),
            "TotalOrders": str(len(world.orders)),
            "TotalOrdersHistory": str(world.store.total("history")),
            "TotalPositions": str(len(world.positions)),
        }
    )


@command("SERVER_RESTART", "server/restart", right=RIGHT_ADMIN)
def server_restart(call: Call) -> Answer:
    call.world.restart_due = True
    return Answer()


@command("MAIL_SEND", "mail/send")
def mail_send(call: Call) -> Answer:
    return _message(call, "mail", ("TO", "SUBJECT"))


@command("NEWS_SEND", "news/send")
def news_send(call: Call) -> Answer:
    return _message(call, "news", ("SUBJECT",))


def _message(call: Call, kind: str, required: tuple[str, ...]) -> Answer:
    """Keep a message so that tests can read it."""
    fields = {name: call.params.text(name) for name in required}
    if not all(fields.values()):
        return Answer(code=Retcode.PARAMS)
    sent = dt.datetime.now(dt.UTC).isoformat()
    call.world.messages.append({"kind": kind, "at": sent, **fields, "text": call.params.text_body})
    return Answer()
