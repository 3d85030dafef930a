"""A competition that ends while two people reinstate one in it, on two connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import fixed
from tests.harness.races import WAIT_S, until_one_waits

from ...errors import OverrideInvalid
from ...models import Action, Attempt, Competition, Override, Stage
from ...services.competitions.holding import advance, end
from ...services.overrides import approve_override
from ...types import FINAL, OPEN_STAGE
from .conftest import DANA, DAY, Shop
from .test_competitions import enter, held
from .test_reinstated import wrongly_ended


@pytest.fixture
def kept(fresh_db: str) -> Shop:
    """A competition that other connections see, and one in it who is to be reinstated."""
    shop = Shop()
    enter(shop, held(shop), shop.client)
    shop.later(DAY)
    advance(at=shop.at)
    attempt = Attempt.objects.get()
    shop.provision(attempt)
    shop.trade(attempt, "300")
    wrongly_ended(shop, attempt, approved=False)
    return shop


@pytest.mark.parametrize("first", ["end", "reinstate"])
def test_nobody_trades_on_after_the_end(kept: Shop, first: str) -> None:
    cup, override = Competition.objects.get(), Override.objects.get()
    done, refused = Event(), list[str]()

    def ends() -> None:
        end(cup.public_id, actor=SYSTEM, at=kept.at)

    def reinstates() -> None:
        try:
            approve_override(override.public_id, actor=DANA, at=kept.at)
        except OverrideInvalid as error:
            refused.append(str(error))

    def other() -> None:
        try:
            with fixed(kept.at):
                reinstates() if first == "end" else ends()
        finally:
            done.set()
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), fixed(kept.at):
            ends() if first == "end" else reinstates()
            running = pool.submit(other)
            until_one_waits(done)
        running.result(WAIT_S)
    cup.refresh_from_db()
    assert cup.state == "ended"
    assert Attempt.objects.get().state in FINAL
    assert not Stage.objects.filter(state__in=OPEN_STAGE).exists()
    assert len(refused) == (first == "end")
    if first == "reinstate":
        assert Action.objects.filter(stage=Stage.objects.latest("pk"), kind="disable").exists()
