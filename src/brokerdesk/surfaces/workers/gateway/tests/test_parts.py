"""The gateway's parts that need no platform."""

import asyncio
import os
import string
import time

import pytest

from brokerdesk.core.texts import translated
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.models import GatewayReport
from brokerdesk.modules.trading.services.servers import keep_report
from brokerdesk.modules.trading.testing import make_brand, make_server
from brokerdesk.modules.trading.types import Reading
from brokerdesk.ports.trading import PlatformError
from brokerdesk.surfaces.workers.gateway import main
from brokerdesk.surfaces.workers.gateway.context import in_words
from brokerdesk.surfaces.workers.gateway.passwords import LENGTH, throw_away
from brokerdesk.surfaces.workers.gateway.tally import Tally
from brokerdesk.surfaces.workers.gateway.waiting import LONGEST_S, BackOff, pause


def test_throw_away_passwords_fit_every_rule_and_differ() -> None:
    made = {throw_away() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert len(password) == LENGTH
        for alphabet in (string.ascii_lowercase, string.ascii_uppercase, string.digits):
            assert set(password) & set(alphabet)
        assert not password.isalnum()


async def test_a_pause_ends_when_stopped_or_woken() -> None:
    stop, wake = asyncio.Event(), asyncio.Event()
    started = time.monotonic()
    wake.set()
    await pause(stop, 10, wake)
    assert not wake.is_set()
    asyncio.get_running_loop().call_later(0.02, stop.set)
    await pause(stop, 10, wake)
    assert time.monotonic() - started < 2


async def test_back_off_doubles_up_to_a_limit() -> None:
    back_off, stop = BackOff(0.5), asyncio.Event()
    assert [back_off.next_s() for _ in range(4)] == [0.5, 1, 2, 4]
    assert [back_off.next_s() for _ in range(9)][-1] == LONGEST_S
    back_off.reset()
    assert back_off.next_s() == 0.5
    stop.set()
    started = time.monotonic()
    await back_off.wait(stop)
    assert time.monotonic() - started < 0.5


def test_help_names_every_interval(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for option in ("--server", "--poll-s", "--overlap-s", "--rescan-s", "--metrics-port"):
        assert option in text


@pytest.mark.parametrize(
    "argv", [["--poll-s", "soon"], ["--poll-s", "0"], ["--overlap-s", "-1"], ["--no-such"]]
)
def test_wrong_usage_is_status_2(argv: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2


UNREAD = {"deals": Reading(None, 1.0)}


def test_a_tally_tells_first_connections_from_later_ones() -> None:
    tally = Tally("x1")
    for purpose in ("deals", "market", "deals", "deals"):
        tally.connected(purpose, kept=True)
    for _turn in range(5):
        tally.connected("rescan", kept=False)
    tally.stored(0)
    tally.stored(30)
    tally.commanded("balance", "accepted")
    tally.failed("the line was cut")
    told = tally.report(None, UNREAD)
    assert (told.connects, told.reconnects, told.deals, told.commands) == (9, 2, 30, 1)
    assert (told.errors, told.error) == (1, "the line was cut")
    assert told.error_at is not None
    assert 0 < told.deals_per_s <= 30
    assert told.process.endswith(f":{os.getpid()}")


@pytest.mark.usefixtures("pseudo", "db")
def test_the_last_failure_is_kept_for_each_readers_language() -> None:
    server = make_server(make_brand())
    tally = Tally(server.code)
    tally.failed(in_words(PlatformError(Marked(_("the server's clock was not read yet")))))
    keep_report(server.pk, tally.report(None, UNREAD), at=now())
    error = GatewayReport.objects.get().error
    assert error == "the server's clock was not read yet"
    assert translated(error) == f"⟦{error}⟧"
