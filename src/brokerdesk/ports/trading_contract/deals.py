"""Cards of deals."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.ports.trading import DealEntry, DealKind, DealWindow, PlatformDeal

from .venue import Venue, deals_of, deposited, held, opened, session, window

LOTS = Decimal("0.10")


def moved(deals: list[PlatformDeal]) -> Decimal:
    """What deals did to the balance."""
    return sum((deal.balance_effect for deal in deals), Decimal(0))


class DealCards:
    """Read, count, compare."""

    async def test_t30_trade(self, venue: Venue) -> None:
        """T-30 A trade is two deals of one position; all deals sum to the balance, to the cent."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "buy", LOTS)
            venue.close_trades(login)
            deals = await deals_of(link, venue, login)
            account = await held(link, login)
        _, entered, left = deals
        assert [entered.kind, entered.entry] == [DealKind.BUY, DealEntry.IN]
        assert [left.kind, left.entry] == [DealKind.SELL, DealEntry.OUT]
        assert entered.position_id == left.position_id != 0
        assert (entered.lots, left.lots_closed, entered.symbol) == (LOTS, LOTS, venue.symbol)
        assert left.contract_size > 0
        assert moved(deals) == account.balance

    async def test_t31_instants(self, venue: Venue) -> None:
        """T-31 A deal's instant is UTC whatever the server's clock; the raw number stays."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal(1))).login
            (deal,) = await deals_of(link, venue, login)
        assert abs(deal.occurred_at - now()) < timedelta(seconds=60)
        assert deal.occurred_at.utcoffset() == timedelta(0)
        raw = deal.server_time_ms / 1000 - venue.offset_s
        assert abs(deal.occurred_at.timestamp() - raw) < 1

    async def test_t32_windows(self, venue: Venue) -> None:
        """T-32 Windows that touch show every deal once; an empty one shows none."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            for _ in range(4):
                await deposited(link, login, Decimal(1))
            whole = await deals_of(link, venue, login)
            wide = window(venue, login)
            cut = whole[1].server_time_ms // 1000
            halves = [
                DealWindow(wide.from_s, cut, logins=(login,)),
                DealWindow(cut + 1, wide.to_s, logins=(login,)),
            ]
            parts = [d for half in halves async for p in link.deals_port.deals(half) for d in p]
            past = DealWindow(wide.from_s - 9999, wide.from_s - 1, logins=(login,))
            assert [p async for p in link.deals_port.deals(past)] == []
        assert parts == whole
        keys = [(deal.server_time_ms, deal.ticket) for deal in whole]
        assert keys == sorted(keys)

    async def test_t33_groups_and_counts(self, venue: Venue) -> None:
        """T-33 A group's deals include those of its logins and no other's; counts agree."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal(5))).login
            wide = window(venue, login)
            found = await deals_of(link, venue, login)
            assert await link.deals_port.deal_count(login, wide.from_s, wide.to_s) == len(found)
            masks = {venue.group: True, f"*,!{venue.group}": False}
            for mask, inside in masks.items():
                chosen = DealWindow(wide.from_s, wide.to_s, group_mask=mask)
                tickets = {d.ticket async for p in link.deals_port.deals(chosen) for d in p}
                assert (found[0].ticket in tickets) is inside

    async def test_t34_same_content_same_digest(self, venue: Venue) -> None:
        """T-34 A deal has one digest however it is read; a missing one is None."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("1000.00"))).login
            venue.trade(login, "sell", LOTS)
            deals = await deals_of(link, venue, login)
            single = [await link.deals_port.deal(deal.ticket) for deal in deals]
            assert single == deals
            assert await link.deals_port.deal(deals[-1].ticket + 10_000_000) is None

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
        assert after[0].modified
        assert after[1] == before[1]

    async def test_t36_deleted(self, venue: Venue) -> None:
        """T-36 A deleted deal is no longer shown, by window or by ticket."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("100.00"))).login
            (deal,) = await deals_of(link, venue, login)
            venue.delete_deal(deal.ticket)
            assert await deals_of(link, venue, login) == []
            assert await link.deals_port.deal(deal.ticket) is None

    async def test_t37_late(self, venue: Venue) -> None:
        """T-37 A deal that comes late is shown in the window of its own time, in order."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("100.00"))).login
            venue.late_deal(login, Decimal("7.00"), before_s=3600)
            deals = await deals_of(link, venue, login)
        assert [deal.balance_effect for deal in deals] == [Decimal(7), Decimal(100)]
        assert deals[0].ticket > deals[1].ticket
