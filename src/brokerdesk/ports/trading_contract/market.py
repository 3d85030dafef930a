"""Cards of what the pages show."""

from datetime import timedelta
from decimal import Decimal

from brokerdesk.kit.clock import now
from brokerdesk.ports.trading import OrderKind, Side

from .venue import Venue, held, opened, session

LOTS = Decimal("0.20")


class MarketCards:
    """Groups, symbols, prices, positions, figures."""

    async def test_t40_catalog(self, venue: Venue) -> None:
        """T-40 Groups name their currency, symbols their contract; each once."""
        async with session(venue) as link:
            groups = await link.market_port.groups()
            symbols = await link.market_port.symbols()
        by_name = {group.name: group for group in groups}
        assert len(by_name) == len(groups)
        assert by_name[venue.group].currency == venue.currency
        named = {symbol.name: symbol for symbol in symbols}
        assert len(named) == len(symbols)
        symbol = named[venue.symbol]
        assert symbol.contract_size > 0
        assert 0 < symbol.volume_min <= symbol.volume_step <= symbol.volume_max
        assert symbol.base
        assert symbol.profit_currency

    async def test_t41_quotes(self, venue: Venue) -> None:
        """T-41 A price has bid and ask and its instant; an unknown symbol none."""
        async with session(venue) as link:
            quotes = await link.market_port.quotes([venue.symbol, "NOSUCH"])
        (quote,) = quotes
        assert 0 < quote.bid <= quote.ask
        assert abs(quote.at - now()) < timedelta(minutes=2)

    async def test_t42_positions(self, venue: Venue) -> None:
        """T-42 An open trade is a position with its lots; a closed one is none."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "sell", LOTS)
            positions = await link.market_port.positions(venue.group)
            (mine,) = [p for p in positions if p.login == login]
            assert (mine.side, mine.lots, mine.symbol) == (Side.SELL, LOTS, venue.symbol)
            assert mine.price_open > 0
            assert abs(mine.opened_at - now()) < timedelta(seconds=60)
            others = await link.market_port.positions(f"*,!{venue.group}")
            assert login not in {p.login for p in others}
            venue.close_trades(login)
            positions = await link.market_port.positions(venue.group)
            assert login not in {p.login for p in positions}

    async def test_t45_orders(self, venue: Venue) -> None:
        """T-45 An order that waits shows its kind, lots and price, and is no position."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.place_order(login, "buy", LOTS)
            orders = await link.market_port.orders(venue.group)
            (mine,) = [order for order in orders if order.login == login]
            assert (mine.kind, mine.lots, mine.symbol) == (OrderKind.BUY_LIMIT, LOTS, venue.symbol)
            assert mine.price > 0
            assert mine.expires_at is None
            assert abs(mine.placed_at - now()) < timedelta(seconds=60)
            positions = await link.market_port.positions(venue.group)
            assert login not in {p.login for p in positions}

    async def test_t43_figures(self, venue: Venue) -> None:
        """T-43 Equity is balance, credit and floating result; an open trade binds margin."""
        async with session(venue) as link:
            login = (await opened(venue, link, Decimal("10000.00"))).login
            venue.trade(login, "buy", LOTS)
            account = await held(link, login)
        assert account.equity == account.balance + account.credit + account.floating
        assert account.margin > 0
        assert account.margin_free == account.equity - account.margin
        assert account.level > 100

    async def test_t44_clock_change(self, venue: Venue) -> None:
        """T-44 After the server's clock jumps an hour the offset follows and instants are right."""
        async with session(venue) as link:
            login = (await opened(venue, link)).login
            venue.shift_clock(3600)
            try:
                clock = await link.market_port.clock()
                assert clock.offset_s == venue.offset_s
                since = now() - timedelta(seconds=5)
                outcome = await link.balance_port.change_balance(
                    login, Decimal(1), reference="Tclock", comment=""
                )
                found = await link.balance_port.find_operation(login, "Tclock", since)
                assert found is not None, outcome
                assert abs(found.occurred_at - now()) < timedelta(seconds=60)
            finally:
                venue.shift_clock(-3600)
