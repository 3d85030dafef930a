"""The engine over stored deals: chains, terms, plans and rates as of each deal's instant."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from brokerdesk.modules.trading.types import DealRow

from ..engine import Around, Compiled, DealFact, Line, NoRate, SymbolFact, without_plan
from ..locks import lock_day_caps
from ..queries.caps import CountedCaps, used_of_days
from ..queries.chains import REMEMBERED, Chain
from ..queries.plans import HeldVersion, PlanBook, ReadPlan
from ..queries.rates import FoundRate, RateBook
from ..types import AccrualKind
from .context import NO_NEEDS, Case, Context
from .facts import Beyond, Missing, deal_fact, plain_symbol
from .lines import NewLine

CapsOf = Mapping[int, Mapping[tuple[str, date], Decimal]]
_NOTHING = Beyond(())
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
    context: of earlier deals, whose plans are used, while nothing that it has read can change.
    """

    versions: Mapping[int, int] = field(default_factory=dict)
    caps: CapsOf | None = None
    shared: CountedCaps | None = None
    lock: bool = False
    explained: bool = True
    context: Context | None = None


class _Stored(NamedTuple):
    """What lines of a deal are stored with."""

    version: int
    batch_id: int
    at: datetime
    explained: bool


class _Ready(NamedTuple):
    """A case with all that its plan looks at."""

    case: Case
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
    setting, result = setting or Setting(), Computed()
    context = setting.context or Context(book)
    context.add(owned)
    batch = _Batch(owned, context, rates or RateBook.of(d.pk for d in owned))
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
    """A batch's deals in what they are computed in."""

    def __init__(self, deals: Sequence[DealRow], context: Context, rates: RateBook) -> None:
        self.rates, self._deals, self._context = rates, deals, context

    def ready(self, result: Computed) -> Iterator[_Ready]:
        """The deals with all that their plans look at; the others wait."""
        cases = [self._context.case(deal, deal.occurred_at) for deal in self._deals]
        beyond = Beyond((case.deal, case.needs) for case in cases if case.needs != NO_NEEDS)
        for case in cases:
            try:
                yield self._completed(case, beyond)
            except (Missing, NoRate) as error:
                if case.flags.excluded or case.flags.self_referral:
                    yield self._bare(case)  # it pays nobody, whatever is not known of it
                else:
                    result.waiting.append(_waits(case.deal, error))

    def _bare(self, case: Case) -> _Ready:
        """A deal without what only its plan would look at."""
        fact = deal_fact(case.deal, case.market, NO_NEEDS, _NOTHING)
        return _Ready(case, fact, plain_symbol(case.deal, case.market))

    def _completed(self, case: Case, beyond: Beyond) -> _Ready:
        """A deal with its facts, its chain as of the instant that its plan says.

        Where the plans of both closing and opening charge on opening, the latter pays.

        Raises:
            Missing, NoRate: something is not known.
        """
        needs = case.needs
        if needs == NO_NEEDS:
            return self._bare(case)
        fact = deal_fact(case.deal, case.market, needs, beyond)
        if needs.opening and self._instant(case, fact) != fact.closed_at:
            opened = self._context.case(case.deal, fact.opened_at)
            if opened.held != case.held and self._instant(opened, fact) == fact.opened_at:
                case, needs = opened, opened.needs
                beyond = Beyond([(case.deal, needs)])
                fact = deal_fact(case.deal, case.market, needs, beyond)
            else:
                case = opened._replace(held=case.held, read=case.read, needs=needs)
        return _Ready(case, fact, self._symbol(case, beyond))

    def _instant(self, case: Case, fact: DealFact) -> datetime:
        if case.read is None:
            return fact.closed_at
        return case.read.plan.instant(fact, plain_symbol(case.deal, case.market))

    def _symbol(self, case: Case, beyond: Beyond) -> SymbolFact:
        if not case.needs.symbol or case.held is None:
            return plain_symbol(case.deal, case.market)
        row = beyond.symbol(case.deal)
        rates = self.rates.rates(case.deal, _brand(case.deal))
        return self._context.priced(case, row, currency=case.held.currency, rates=rates)

    def caps(self, ready: list[_Ready], setting: Setting) -> "_Caps":
        """What is left of the days' caps; deals that use them up are put in their order."""
        days: dict[int, date] = {}
        earners: dict[int, str] = {}
        for case, fact, _symbol in ready:
            plan = case.read.plan if case.read else None
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
        if case.held is None or case.read is None:
            return without_plan(case.chain.links, case.deal.currency, case.flags)
        compiled = _compiled(case.held, case.read, case.chain)
        around = Around(self.rates.rates(case.deal, _brand(case.deal)), caps, case.flags)
        return compiled.lines(ready.fact, ready.symbol, around)

    def rows(
        self, ready: _Ready, lines: list[Line], caps: CountedCaps, stored: _Stored
    ) -> Iterator[NewLine]:
        """Lines as they are stored."""
        version, batch_id, at, explained = stored
        deal, held, earners = ready.case.deal, ready.case.held, self._context.earners
        currency = held.currency if held else deal.currency
        for line in lines:
            why: str | Line = line if explained else ""
            if caps.grants and explained and line.kind is AccrualKind.COMMISSION:  # caps bind it
                grant = caps.grants.get(line.partner_id or "")
                if grant is not None:
                    why = f'{line.why_json[:-1]},"day":{_to_json(grant)}}}'
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
