"""What the engine is told of a deal: its market, its opening, its account."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.modules.trading.queries import Opening, SymbolRow, openings, symbols
from brokerdesk.modules.trading.types import DealRow

from ..engine import DealFact, Rates, SymbolFact
from ..queries.plans import Needs
from ..rules import SymbolRules

ONE, NOTHING = Decimal(1), Decimal(0)
_TEN = Decimal(10)
_FRACTIONAL = frozenset({3, 5})  # digits of symbols whose pip is ten points


class Missing(Exception):
    """A deal's commission needs what is not known yet; `cause` as of a waiting deal."""

    def __init__(self, cause: str, detail: str) -> None:
        super().__init__(detail)
        self.cause, self.detail = cause, detail


class Market(NamedTuple):
    """How a brand sees one symbol on one platform group."""

    group: str
    account_type: str
    lot_modifier: Decimal
    markup: Decimal
    spread: Decimal
    pip: Decimal | None

    @classmethod
    def of(cls, rules: SymbolRules, symbol: str, platform_group: str) -> "Market":
        """What a symbol book says of them."""
        return cls(
            rules.group(symbol),
            rules.account_type(platform_group),
            rules.lot_modifier(platform_group),
            rules.markup(platform_group, symbol),
            rules.spread(symbol),
            rules.pip(symbol),
        )


class Beyond:
    """Openings and symbols of a batch's deals, read in one query each where a plan needs them."""

    def __init__(self, wanted: Iterable[tuple[DealRow, Needs]]) -> None:
        pairs = list(wanted)
        self._openings = openings(
            (deal.server_pk, deal.position_id)
            for deal, needs in pairs
            if (needs.opening and deal.opened_at is None)
            or (needs.open_price and not deal.price_position)
        )
        self._symbols = symbols(
            [(deal.server_pk, deal.symbol) for deal, needs in pairs if needs.symbol]
        )

    def opened_at(self, deal: DealRow) -> datetime:
        """When a deal's position was opened, not after it closed.

        Raises:
            Missing: the deal does not say, and its opening is not stored.
        """
        return min(deal.opened_at or self._opening(deal).at, deal.occurred_at)

    def open_price(self, deal: DealRow) -> Decimal:
        """At what price a deal's position was opened.

        Raises:
            Missing: as of `opened_at`.
        """
        return deal.price_position or self._opening(deal).price

    def _opening(self, deal: DealRow) -> Opening:
        found = self._openings.get((deal.server_pk, deal.position_id))
        if found is None:
            raise Missing("NO_OPENING", str(deal.position_id))
        return found

    def symbol(self, deal: DealRow) -> SymbolRow:
        """A deal's symbol.

        Raises:
            Missing: its server has not shown it yet.
        """
        found = self._symbols.get((deal.server_pk, deal.symbol))
        if found is None:
            raise Missing("NO_SYMBOL", deal.symbol)
        return found


def deal_fact(deal: DealRow, market: Market, needs: Needs, beyond: Beyond) -> DealFact:
    """A deal as the engine sees it; an opening that no rule looks at is the closing.

    Raises:
        Missing: its opening is needed and not known.
    """
    return DealFact(
        id=str(deal.ticket),
        client=str(deal.client_pk),
        symbol=deal.symbol,
        account_type=market.account_type,
        lots=deal.lots_closed or deal.lots,
        lot_modifier=market.lot_modifier,
        opened_at=beyond.opened_at(deal) if needs.opening else deal.occurred_at,
        closed_at=deal.occurred_at,
        open_price=beyond.open_price(deal) if needs.open_price else deal.price_position,
        close_price=deal.price,
        spread_points=market.spread,
        commission=deal.commission,
        markup_points=market.markup,
        profit=deal.profit,
        currency=deal.currency,
    )


def plain_symbol(deal: DealRow, market: Market) -> SymbolFact:
    """A symbol of which no rule looks at more than name and group."""
    return SymbolFact(deal.symbol, market.group, NOTHING, NOTHING, NOTHING, NOTHING)


def priced_symbol(
    deal: DealRow, market: Market, row: SymbolRow, *, currency: str, rates: Rates
) -> SymbolFact:
    """A symbol with its sizes, and what its quote currency is worth in the plan's.

    Raises:
        NoRate: that is not known.
    """
    point = ONE.scaleb(-row.digits)
    pip = market.pip or (point * _TEN if row.digits in _FRACTIONAL else point)
    worth, _used = rates.convert(ONE, row.profit_currency, currency)
    contract = deal.contract_size or row.contract_size
    return SymbolFact(deal.symbol, market.group, contract, point, pip, worth)
