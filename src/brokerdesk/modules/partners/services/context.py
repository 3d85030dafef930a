"""What deals are computed in: their clients' histories, plans, symbol books, markets."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from brokerdesk.modules.trading.queries import SymbolRow
from brokerdesk.modules.trading.types import DealRow

from ..engine import Flags, Rates, SymbolFact
from ..queries.abuse import barred
from ..queries.chains import REMEMBERED, Chain, Chains, Earner
from ..queries.plans import HeldVersion, Needs, PlanBook, ReadPlan
from ..queries.symbols import SymbolBooks
from ..rules import SymbolRules
from .facts import Market, priced_symbol

Spans = list[tuple[datetime, datetime | None]]
NO_NEEDS = Needs()
_FLAGS = {
    (own, excluded): Flags(self_referral=own, excluded=excluded)
    for own in (False, True)
    for excluded in (False, True)
}


class Case(NamedTuple):
    """One deal with the chain and plan that pay it, and what the plan needs to know of it."""

    deal: DealRow
    market: Market
    chain: Chain
    held: HeldVersion | None
    read: ReadPlan | None
    needs: Needs
    flags: Flags


class Context:
    """Serves one batch; many, where nobody can change what it has read: in one snapshot."""

    def __init__(self, book: PlanBook | None = None) -> None:
        self.earners: dict[str, Earner] = {}
        self._book, self._chains = book or PlanBook(), Chains()
        self._barred: dict[tuple[int, int], Spans] = {}
        self._clients: set[int] = set()
        self._books: dict[int, SymbolBooks] = {}
        self._markets: dict[tuple[int, str, str], tuple[SymbolRules, Market]] = {}
        self._priced: dict[tuple[object, ...], SymbolFact] = {}

    def add(self, deals: Iterable[DealRow]) -> None:
        """Read what is not known yet of the deals' clients."""
        clients = {d.client_pk for d in deals if d.client_pk is not None} - self._clients
        if not clients:
            return
        for earner in self._chains.add(clients):
            self.earners[earner.public_id] = earner
        self._barred |= barred(clients)
        self._clients |= clients

    def case(self, deal: DealRow, at: datetime) -> Case:
        """Plan and chain as of an instant; the symbol book is the one of the closing."""
        brand_pk, client_pk = deal.brand_pk or 0, deal.client_pk or 0
        market = self._market(deal, brand_pk)
        chain = self._chains.chain(client_pk, at)
        own = bool(chain.earners) and self._is_own(client_pk, chain.earners[0], at)
        flags = _FLAGS[own, not deal.partner_payout]
        held = self._book.held(chain, brand_pk, at)
        if held is None:
            return Case(deal, market, chain, None, None, NO_NEEDS, flags)
        read = self._book.read(held)
        needs = read.needs(deal.symbol, market.group, market.account_type)
        return Case(deal, market, chain, held, read, needs, flags)

    def _market(self, deal: DealRow, brand_pk: int) -> Market:
        books = self._books.get(brand_pk)
        if books is None:
            books = self._books[brand_pk] = SymbolBooks([brand_pk])
        rules = books.rules(brand_pk, deal.occurred_at)
        key = (id(rules), deal.symbol, deal.group)
        known = self._markets.get(key)
        if known is None:  # the rules are kept, so that no others get their id
            known = self._markets[key] = (rules, Market.of(rules, deal.symbol, deal.group))
        return known[1]

    def _is_own(self, client_pk: int, partner: Earner, at: datetime) -> bool:
        """Whether a client's direct partner is, or as of an instant seems to be, himself."""
        if partner.client_pk == client_pk:
            return True
        spans = self._barred.get((client_pk, partner.pk)) if self._barred else None
        return spans is not None and any(
            lower <= at and (upper is None or at < upper) for lower, upper in spans
        )

    def priced(self, case: Case, row: SymbolRow, *, currency: str, rates: Rates) -> SymbolFact:
        """A deal's symbol with its sizes; made once for equal deals.

        Raises:
            NoRate: what its quote currency is worth is not known.
        """
        deal, market = case.deal, case.market
        key = (id(market), row, deal.contract_size, currency, rates)
        fact = self._priced.get(key)
        if fact is None:
            if len(self._priced) >= REMEMBERED:
                self._priced.clear()
            fact = priced_symbol(deal, market, row, currency=currency, rates=rates)
            self._priced[key] = fact
        return fact
