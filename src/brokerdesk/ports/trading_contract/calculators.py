"""Cards of the platform's calculators."""

from decimal import Decimal

import pytest

from brokerdesk.ports.trading import CalculatorPort, PlatformRefused, Session, Side

from .venue import Venue, deals_of, held, opened, session

LOTS = Decimal("0.20")
PRICE, HIGHER = Decimal("1.10000"), Decimal("1.10500")


def calculators(link: Session) -> CalculatorPort:
    """The calculators, which a venue with this capability has."""
    assert link.calculator_port is not None
    return link.calculator_port


class CalculatorCards:
    """What a trade would bind and win; nothing is traded."""

    async def test_t70_margin(self, venue: Venue) -> None:
        """T-70 The margin of a trade is what free margin loses by it; none is bound, none dealt."""
        async with session(venue) as link:
            before = await opened(venue, link, Decimal("10000.00"))
            port = calculators(link)
            need = await port.margin(before.login, venue.symbol, Side.BUY, LOTS, price=PRICE)
            assert need.margin > 0
            assert need.free_after == before.margin_free - need.margin
            expected = before.equity / need.margin * 100
            assert abs(need.level_after - expected) < Decimal("0.01")
            assert need.enough
            twice = await port.margin(before.login, venue.symbol, Side.BUY, 2 * LOTS, price=PRICE)
            assert abs(twice.margin - 2 * need.margin) <= Decimal("0.01")
            assert await held(link, before.login) == before
            assert len(await deals_of(link, venue, before.login)) == 1

    async def test_t71_too_much(self, venue: Venue) -> None:
        """T-71 A trade that the account cannot bear is not enough, with free margin below zero."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10.00"))).login
            need = await calculators(link).margin(login, venue.symbol, Side.SELL, LOTS)
            assert not need.enough
            assert need.free_after < 0

    async def test_t72_profit(self, venue: Venue) -> None:
        """T-72 A buy wins what the same sell loses, in proportion to lots and distance."""
        async with session(venue) as link:
            port = calculators(link)
            prices = {"price_open": PRICE, "price_close": HIGHER}
            won = await port.profit(venue.group, venue.symbol, Side.BUY, LOTS, **prices)
            lost = await port.profit(venue.group, venue.symbol, Side.SELL, LOTS, **prices)
            twice = await port.profit(venue.group, venue.symbol, Side.BUY, 2 * LOTS, **prices)
            assert won > 0
            assert lost == -won
            assert abs(twice - 2 * won) <= Decimal("0.01")
            back = {"price_open": HIGHER, "price_close": PRICE}
            assert await port.profit(venue.group, venue.symbol, Side.BUY, LOTS, **back) == -won

    async def test_t73_unknown(self, venue: Venue) -> None:
        """T-73 A symbol, login or group that does not exist is refused in words, not computed."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            port = calculators(link)
            for who, symbol in ((login, "NOSUCH"), (1, venue.symbol)):
                with pytest.raises(PlatformRefused) as caught:
                    await port.margin(who, symbol, Side.BUY, LOTS)
                assert caught.value.reason
            with pytest.raises(PlatformRefused):
                await port.profit(
                    "no-such-group", venue.symbol, Side.BUY, LOTS,
                    price_open=PRICE, price_close=HIGHER,
                )  # fmt: skip
            with pytest.raises(PlatformRefused):
                await port.margin(login, venue.symbol, Side.BUY, Decimal("0.123456789"))
            assert link.alive
