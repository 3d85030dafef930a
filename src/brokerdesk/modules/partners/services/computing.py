"""The engine over stored deals: chains, terms, plans and rates as of each deal's instant."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from brokerdesk.modules.trading.types import DealRow

from ..engine import Around, Compiled, DealFact, Flags, Line, NoRate, SymbolFact, without_plan
from ..locks import lock_day_caps
from ..queries.abuse import barred
from ..queries.caps import CountedCaps, used_of_days
from ..queries.chains import REMEMBERED, Chain, Chains, Earner
from ..queries.plans import HeldVersion, Needs, PlanBook, ReadPlan
from ..queries.rates import FoundRate, RateBook
from ..queries.symbols import SymbolBooks
from ..types import AccrualKind
from .facts import Beyond, Market, Missing, deal_fact, plain_symbol, priced_symbol
from .lines import NewLine

CapsOf = Mapping[int, Mapping[tuple[str, date], Decimal]]
_NONE, _NOTHING = Needs(), Beyond(())
_FLAGS = {
    (own, excluded): Flags(self_referral=own, excluded=excluded)
    for own in (False, True)
    for excluded in (False, True)
}
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Waits(NamedTuple):
    """A deal that cannot be computed yet, and what it waits for."""

    deal: DealRow
    brand_pk: int
    cause: str
    detail: str


@dataclass(slots=True)
class Computed:
    """What deals give: lines, deals that wait, and rates that no earlier batch had stored."""

    lines: list[NewLine] = field(default_factory=list)
    waiting: list[Waits] = field(default_factory=list)
    rates: list[FoundRate] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a computation is held to besides the deals.

    versions: of deals that were accrued before, the version that comes next.
    caps: what partners had used of their days when each deal was computed; None: what they have.
    shared: caps that several calls use up together, beside what is stored.
    lock: keep others from using up caps until this transaction ends.
    explained: write derivations; without, lines are only good to compare.
    """

    versions: Mapping[int, int] = field(default_factory=dict)
    caps: CapsOf | None = None
    shared: CountedCaps | None = None
    lock: bool = False
    explained: bool = True


class _Case(NamedTuple):
    """One deal with the plan and chain that pay it."""

    deal: DealRow
    market: Market
    chain: Chain
    held: HeldVersion | None
    flags: Flags


class _Stored(NamedTuple):
    """What lines of a deal are stored with."""

    version: int
    batch_id: int
    at: datetime
    explained: bool


class _Ready(NamedTuple):
    """A case with all that its plan looks at."""

    case: _Case
    fact: DealFact
    symbol: SymbolFact


def compute_lines(
    deals: Sequence[DealRow],
    *,
    batch_id: int,
    at: datetime,
    book: PlanBook | None = None,
    rates: RateBook | None = None,
    setting: Setting | None = None,
) -> Computed:
    """Compute deals' lines as of each deal's instant; store nothing.

    A deal that was accrued before is computed by the rates that it was accrued by. Those that need
    a rate, a symbol or an opening that is not known are given back as waiting.
    """
    owned = [d for d in deals if d.client_pk is not None and d.brand_pk is not None]
    batch = _Batch(owned, book or PlanBook(), rates or RateBook.of(d.pk for d in owned))
    result = Computed()
    setting = setting or Setting()
    ready = list(batch.ready(result))
    caps = batch.caps(ready, setting)
    for one in ready:
        deal = one.case.deal
        shared = caps.of(deal)
        try:
            lines = batch.lines(one, shared)
        except NoRate as error:
            result.waiting.append(_waits(deal, error))
            continue
        version = setting.versions.get(deal.pk, 1)
        stored = _Stored(version, batch_id, at, setting.explained)
        result.lines += batch.rows(one, lines, shared, stored)
    result.rates = [rate for rate in batch.rates.found.values() if rate is not None]
    return result


class _Batch:
    """What a batch's deals share: histories, plans, markets, rates, compiled chains."""

    def __init__(self, deals: Sequence[DealRow], book: PlanBook, rates: RateBook) -> None:
        self.rates = rates
        self._deals, self._book = deals, book
        clients = {d.client_pk for d in deals if d.client_pk is not None}
        self._chains, self._barred = Chains.read(clients), barred(clients)
        self._earners = {earner.public_id: earner for earner in self._chains.partners.values()}
        self._books = SymbolBooks(_brand(d) for d in deals)
        self._markets: dict[tuple[int, str, str], Market] = {}

    def ready(self, result: Computed) -> Iterator[_Ready]:
        """The deals with all that their plans look at; the others wait."""
        cases = [self._case(deal, deal.occurred_at) for deal in self._deals]
        beyond = Beyond((case.deal, self._needs(case)) for case in cases)
        for case in cases:
            try:
                yield self._completed(case, beyond)
            except (Missing, NoRate) as error:
                if case.flags.excluded or case.flags.self_referral:
                    yield self._bare(case)  # it pays nobody, whatever is not known of it
                else:
                    result.waiting.append(_waits(case.deal, error))

    def _case(self, deal: DealRow, at: datetime) -> _Case:
        """Plan and chain as of an instant; the symbol book is the one of the closing."""
        brand_pk, client_pk = _brand(deal), deal.client_pk or 0
        rules = self._books.rules(brand_pk, deal.occurred_at)
        key = (id(rules), deal.symbol, deal.group)
        market = self._markets.get(key)
        if market is None:
            market = self._markets[key] = Market.of(rules, deal.symbol, deal.group)
        chain = self._chains.chain(client_pk, at)
        own = bool(chain.earners) and self._is_own(client_pk, chain.earners[0], at)
        flags = _FLAGS[own, not deal.partner_payout]
        return _Case(deal, market, chain, self._book.held(chain, brand_pk, at), flags)

    def _is_own(self, client_pk: int, partner: Earner, at: datetime) -> bool:
        """Whether a client's direct partner is, or as of an instant seems to be, himself."""
        spans = self._barred.get((client_pk, partner.pk), ())
        return partner.client_pk == client_pk or any(
            lower <= at and (upper is None or at < upper) for lower, upper in spans
        )

    def _needs(self, case: _Case) -> Needs:
        if case.held is None:
            return Needs()
        market = case.market
        read = self._book.read(case.held)
        return read.needs(case.deal.symbol, market.group, market.account_type)

    def _bare(self, case: _Case) -> _Ready:
        """A deal without what only its plan would look at."""
        fact = deal_fact(case.deal, case.market, _NONE, _NOTHING)
        return _Ready(case, fact, plain_symbol(case.deal, case.market))

    def _completed(self, case: _Case, beyond: Beyond) -> _Ready:
        """A deal with its facts, its chain as of the instant that its plan says.

        Where the plans of both closing and opening charge on opening, the latter pays.

        Raises:
            Missing, NoRate: something is not known.
        """
        needs = self._needs(case)
        if case.held is None or needs == _NONE:
            return self._bare(case)
        fact = deal_fact(case.deal, case.market, needs, beyond)
        if needs.opening and self._instant(case, fact) != fact.closed_at:
            opened = self._case(case.deal, fact.opened_at)
            if opened.held != case.held and self._instant(opened, fact) == fact.opened_at:
                case, needs = opened, self._needs(opened)
                beyond = Beyond([(case.deal, needs)])
                fact = deal_fact(case.deal, case.market, needs, beyond)
            else:
                case = opened._replace(held=case.held)
        return _Ready(case, fact, self._symbol(case, needs, beyond))

    def _instant(self, case: _Case, fact: DealFact) -> datetime:
        if case.held is None:
            return fact.closed_at
        plan = self._book.read(case.held).plan
        return plan.instant(fact, plain_symbol(case.deal, case.market))

    def _symbol(self, case: _Case, needs: Needs, beyond: Beyond) -> SymbolFact:
        if not needs.symbol or case.held is None:
            return plain_symbol(case.deal, case.market)
        row = beyond.symbol(case.deal)
        rates = self.rates.rates(case.deal, _brand(case.deal))
        currency = case.held.currency
        return priced_symbol(case.deal, case.market, row, currency=currency, rates=rates)

    def caps(self, ready: list[_Ready], setting: Setting) -> "_Caps":
        """What is left of the days' caps; deals that use them up are put in their order."""
        days: dict[int, date] = {}
        earners: dict[int, str] = {}
        for case, fact, _symbol in ready:
            plan = self._book.read(case.held).plan if case.held else None
            if plan is not None and plan.filters.cap_per_day is not None:
                days[case.deal.pk] = plan.day(self._instant(case, fact))
                earners |= {earner.pk: earner.public_id for earner in case.chain.earners}
        if not days:
            return _Caps(CountedCaps({}))
        ready.sort(key=lambda one: (self._instant(one.case, one.fact), one.case.deal.ticket))
        if setting.caps is not None:
            return _Caps(CountedCaps({}), setting.caps)
        if setting.shared is not None:
            return _Caps(setting.shared)
        if setting.lock:
            for brand_pk in sorted({_brand(one.case.deal) for one in ready}):
                lock_day_caps(brand_pk)
        used = used_of_days(earners, days.values(), without=days)
        known = {(earners[pk], day): amount for (pk, day), amount in used.items()}
        return _Caps(CountedCaps(known))

    def lines(self, ready: _Ready, caps: CountedCaps) -> list[Line]:
        """What a deal gives its chain.

        Raises:
            NoRate: its currency cannot be turned into the plan's.
        """
        case = ready.case
        if case.held is None:
            return without_plan(case.chain.links, case.deal.currency, case.flags)
        compiled = _compiled(case.held, self._book.read(case.held), case.chain)
        around = Around(self.rates.rates(case.deal, _brand(case.deal)), caps, case.flags)
        return compiled.lines(ready.fact, ready.symbol, around)

    def rows(
        self, ready: _Ready, lines: list[Line], caps: CountedCaps, stored: _Stored
    ) -> Iterator[NewLine]:
        """Lines as they are stored."""
        version, batch_id, at, explained = stored
        deal, held, earners = ready.case.deal, ready.case.held, self._earners
        currency = held.currency if held else deal.currency
        for line in lines:
            why = line.why_json if explained else ""
            basic = line.kind is AccrualKind.COMMISSION  # caps bind nothing else
            grant = caps.grants.get(line.partner_id or "") if basic else None
            if grant is not None and explained:
                why = f'{why[:-1]},"day":{_to_json(grant)}}}'
            yield NewLine(
                deal.pk, version, earners[line.partner_id] if line.partner_id else None,
                line.level, line.kind.value, line.amount, currency, line.reason.value,
                held.pk if held else None, why, batch_id, None, deal.occurred_at, at,
            )  # fmt: skip


@lru_cache(maxsize=REMEMBERED)
def _compiled(held: HeldVersion, read: ReadPlan, chain: Chain) -> Compiled:
    """A version and a chain, compiled once in a process: neither ever changes."""
    named = {"plan": held.plan_name, "version": held.version}
    return Compiled(read.plan, chain.links, named=named)


class _Caps:
    """Caps that a batch's deals share, or that each deal met when it was computed."""

    def __init__(self, shared: CountedCaps, stored: CapsOf | None = None) -> None:
        self._shared, self._stored = shared, stored

    def of(self, deal: DealRow) -> CountedCaps:
        """The caps that bind a deal, with no grants noted."""
        if self._stored is not None:
            return CountedCaps(self._stored.get(deal.pk, {}))
        self._shared.grants.clear()
        return self._shared


def _brand(deal: DealRow) -> int:
    return deal.brand_pk or 0


def _waits(deal: DealRow, error: Missing | NoRate) -> Waits:
    if isinstance(error, NoRate):
        return Waits(deal, _brand(deal), "NO_FX", error.key)
    return Waits(deal, _brand(deal), error.cause, error.detail)
