"""The gateway as a process: told to stop, and killed in the middle of a command."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from brokerdesk.modules.trading.models import Deal
from tests.harness.street import Mt5Street

from .running import eventually
from .world import World, mirror, move, opened, operation, settled

QUICK = ["--poll-s", "0.2", "--work-s", "0.1", "--retry-s", "0.1", "--health-s", "0.3"]


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the gateway; it is killed when the block leaves it running."""
    command = [sys.executable, "-m", "brokerdesk.surfaces.workers.gateway", *QUICK, *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ) as running:
        try:
            yield running
        finally:
            running.kill()


def test_sigterm_ends_it_cleanly(world: World, nats_url: str) -> None:
    with process("--server", world.server.code) as running:
        account = opened(world)
        moved = move(account, "5.00")
        eventually(lambda: settled(moved))
        started = time.monotonic()
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=20)
        assert running.returncode == 0, errors
        assert time.monotonic() - started < 10
    assert '"level": "error"' not in errors
    assert "Manager#2024" not in errors
    assert "serving mt5a" in errors


def test_another_server_is_not_served(world: World, nats_url: str) -> None:
    with process("--server", "other") as running:
        time.sleep(3)
        assert running.poll() is None
    world.server.refresh_from_db()
    assert world.server.state == "new"


def test_killed_after_sending_the_money_moves_once(
    world: World, street: Mt5Street, nats_url: str
) -> None:
    with process() as running:
        account = opened(world)
        street.fault("TRADE_BALANCE", "delay", seconds=1.2, stage="after")
        moved = move(account, "44.00")
        eventually(lambda: operation(moved).state == "sending")
        eventually(lambda: Decimal(street.account(account.login)["Balance"]) == 44)
        running.kill()
        running.wait(timeout=10)
    with process():
        eventually(lambda: settled(moved))
        assert mirror(account) == Decimal(street.account(account.login)["Balance"]) == 44
    assert Deal.objects.filter(login=account.login).count() == 1
