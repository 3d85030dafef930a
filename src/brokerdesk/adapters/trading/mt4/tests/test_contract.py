"""The adapter against the cards of the trading port at the simulated bridge.

Four cards are played in the server's own form: it counts a closed trade as one ticket, knows no
corrections and no mark of an edit, and a sign-in over HTTP outlives a restart of the bridge.
"""

from decimal import Decimal

from brokerdesk.kit.ids import new_reference
from brokerdesk.ports.outcome import Accepted
from brokerdesk.ports.trading import DealEntry, DealKind
from brokerdesk.ports.trading_contract import (
    AccountCards,
    BalanceCards,
    CancelCards,
    ClosedTicketCards,
    DealCards,
    DealingCards,
    FaultCards,
    MarketCards,
    PollCards,
    PushCards,
    SessionCards,
    required,
)
from brokerdesk.ports.trading_contract.deals import LOTS, moved
from brokerdesk.ports.trading_contract.venue import (
    Venue,
    deals_of,
    deposited,
    held,
    opened,
    session,
)

from .. import SPEC


class TestMt4(
    SessionCards,
    PollCards,
    AccountCards,
    BalanceCards,
    DealCards,
    ClosedTicketCards,
    MarketCards,
    DealingCards,
    CancelCards,
    PushCards,
    FaultCards,
):
    """Runs every card, with the bridge's faults on."""

    async def test_t05_restart(self, venue: Venue) -> None:
        """T-05 After the bridge's restart old and new sessions find all as it was."""
        async with session(venue) as link:
            account = await opened(venue, link)
            venue.restart()
            assert await link.accounts_port.account(account.login) == account
        async with session(venue) as link:
            assert await link.accounts_port.account(account.login) == account

    async def test_t25_credit(self, venue: Venue) -> None:
        """T-25 Credit moves no balance; its deal says so. A correction is a balance operation."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("100.00"))).login
            money, reference = link.balance_port, new_reference("X")
            credit = await money.change_credit(
                login, Decimal("20.00"), reference=new_reference("C"), comment="credit"
            )
            fixed = await money.correct_balance(
                login, Decimal("-5.00"), reference=reference, comment="correction"
            )
            account = await held(link, login)
            assert (account.balance, account.credit) == (Decimal(95), Decimal(20))
            assert isinstance(credit, Accepted)
            assert isinstance(fixed, Accepted)
            deals = [await link.deals_port.deal(o.value) for o in (credit, fixed)]
        effects = [(d.kind, d.balance_effect, d.credit_effect) for d in deals if d]
        assert effects == [
            (DealKind.CREDIT, 0, Decimal(20)),
            (DealKind.BALANCE, Decimal(-5), 0),
        ]
        assert deals[1] is not None
        assert deals[1].comment == f"{reference} correction"

    async def test_t30_trade(self, venue: Venue) -> None:
        """T-30 A closed ticket is one deal; all deals sum to the balance, to the cent."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "buy", LOTS)
            assert len(await deals_of(link, venue, login)) == 1
            venue.close_trades(login)
            paid, left = await deals_of(link, venue, login)
            account = await held(link, login)
        assert [left.kind, left.entry] == [DealKind.SELL, DealEntry.OUT]
        assert left.position_id == left.order_id == left.ticket != 0
        assert (left.lots, left.lots_closed, left.symbol) == (LOTS, LOTS, venue.symbol)
        assert left.contract_size > 0
        assert left.price_position > 0 < left.price
        assert moved([paid, left]) == account.balance

    async def test_t35_edited(self, venue: Venue) -> None:
        """T-35 An edited deal has another digest and its new values; the others do not change."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("100.00"))).login
            await deposited(link, login, Decimal("5.00"))
            before = await deals_of(link, venue, login)
            venue.edit_deal(before[0].ticket, {"profit": "90.00"})
            after = await deals_of(link, venue, login)
        assert after[0].digest != before[0].digest
        assert after[0].balance_effect == Decimal("90.00")
        assert after[1] == before[1]


def test_every_capability_has_its_cards() -> None:
    assert all(issubclass(TestMt4, cls) for cls in required(SPEC.capabilities))
