"""Facts of other rooms, delivered twice: money that comes and goes, blocks that are done."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.events import emit
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.cashier.events import DepositChargedBack, DepositCredited
from brokerdesk.modules.partners.models import Earning
from brokerdesk.modules.partners.services import (
    apply_as_partner,
    approve_partner,
    attribute_client,
)
from brokerdesk.modules.partners.services.programme.rules import ProgrammeRules
from brokerdesk.modules.partners.services.programme.settings import set_programme

from ...commerce.jobs import go_on_with_rewards, move_competitions, offer_growth
from ...events import ActionDone
from ...models import Action, Attempt, Order, Payout
from ...services.orders import expire_orders
from ...services.payouts.requesting import freezing_done, request_payout
from ...services.refunds import refund_order
from .conftest import DAY, FUNDED, Shop


def told(shop: Shop, kind: type, **more: object) -> None:
    """A fact of a deposit, handled twice."""
    event = kind(
        deposit_id="dep_7", client_id=shop.client.public_id, psp_id="psp_1",
        amount=Decimal("155"), currency="USD", **more,
    )  # fmt: skip
    emit(event, aggregate="dep_7", brand_id=shop.world.brand.pk)
    drain(twice=True)


def test_a_deposit_pays_and_its_charge_back_ends_it(shop: Shop) -> None:
    order = shop.order()
    shop.fill("155")
    told(shop, DepositCredited, fee=Decimal(0))
    order.refresh_from_db()
    assert (order.state, order.deposit_id) == ("paid", "dep_7")
    told(shop, DepositChargedBack, state="chargeback_won")
    order.refresh_from_db()
    assert order.state == "paid"
    told(shop, DepositChargedBack, state="chargeback_open")
    told(shop, DepositChargedBack, state="chargeback_lost")
    order.refresh_from_db()
    assert (order.state, Attempt.objects.get().state) == ("charged_back", "closed")
    assert shop.money() == 0


def test_who_did_not_ask_for_it_is_not_charged(shop: Shop) -> None:
    order = shop.order()
    Order.objects.update(auto_pay=False)
    shop.fill("155")
    told(shop, DepositCredited, fee=Decimal(0))
    order.refresh_from_db()
    assert order.state == "awaiting_payment"


def test_the_partner_has_his_share_until_the_refund(shop: Shop) -> None:
    ian = shop.another("Ian")
    partner = apply_as_partner(ian.public_id, actor=SYSTEM)
    approve_partner(partner.public_id, actor=SYSTEM, at=shop.at)
    attribute_client(shop.client.public_id, partner.code, actor=SYSTEM, at=shop.at, reason="link")
    rules = ProgrammeRules(service_share=Decimal("0.2"))
    set_programme(shop.world.brand.pk, rules, actor=SYSTEM, at=shop.at)
    with fixed(shop.later(timedelta(hours=1))):
        shop.fill("155")
        order = shop.order(pay_now=True)
        drain(twice=True)
        assert [one.amount for one in Earning.objects.all()] == [31]

        refund_order(order.public_id, reason="test", actor=SYSTEM, at=shop.at)
        drain(twice=True)
    assert sum(one.amount for one in Earning.objects.all()) == 0


def test_a_block_that_is_done_brings_the_reward_on(shop: Shop) -> None:
    attempt = shop.funded(shop.sell("instant", phases=[FUNDED]))
    shop.trade(attempt, "3000")
    shop.later(14 * DAY)
    payout = request_payout(attempt.public_id, actor=SYSTEM, at=shop.at)
    assert freezing_done() == []
    action = Action.objects.get(kind="block")
    Action.objects.update(state="done", done_at=shop.at)
    assert freezing_done() == [attempt.public_id]
    event = ActionDone(
        attempt_id=attempt.public_id, client_id=shop.client.public_id,
        action_id=action.public_id, kind="block",
    )  # fmt: skip
    emit(event, aggregate=f"attempt:{attempt.public_id}", brand_id=shop.world.brand.pk)
    drain(twice=True)
    payout.refresh_from_db()
    assert payout.state == "review"
    Payout.objects.update(state="freezing")
    go_on_with_rewards()
    payout.refresh_from_db()
    assert payout.state == "review"


def test_jobs_bear_having_nothing_to_do(shop: Shop) -> None:
    move_competitions()
    offer_growth()
    go_on_with_rewards()
    assert expire_orders(at=shop.at) == 0
