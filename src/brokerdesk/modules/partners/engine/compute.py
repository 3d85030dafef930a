"""From one deal and its chain to its lines."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from ..types import Reason
from .addons import AddOns
from .caps import DayCaps
from .distribute import Step, share_out, steps
from .explain import Line, RebateLine, Setting
from .facts import DealFact, Flags, Link, NoRate, Rates, SymbolFact
from .numbers import LINE_UNIT, ZERO, mul, plain, sub, to_line
from .plan import Distribution, Plan
from .rules import Basis, Rule
from .units import Market, Units, units

NOTHING = to_line(ZERO)
NO_FLAGS = Flags()


class Around(NamedTuple):
    """What a deal's lines depend on besides plan, chain and the deal."""

    rates: Rates
    caps: DayCaps
    flags: Flags = NO_FLAGS


class _Scheme(NamedTuple):
    """A chain compiled for one symbol and account type; `slots` say which rule serves a step."""

    steps: tuple[Step, ...]
    rules: tuple[Rule, ...]
    slots: tuple[int, ...]


def compute(
    plan: Plan,
    deal: DealFact,
    symbol: SymbolFact,
    chain: Sequence[Link],
    *,
    flags: Flags = NO_FLAGS,
    caps: DayCaps,
    fx: Rates,
) -> list[Line]:
    """Give every partner of the chain his line, and the client his rebate.

    Raises:
        NoRate: an exchange rate is needed and absent.
    """
    return Compiled(plan, chain).lines(deal, symbol, Around(fx, caps, flags))


class Compiled:
    """A plan and a chain, ready for any number of deals; keep it as long as both hold.

    named: what each derivation says besides, such as the plan's name and version.
    """

    __slots__ = ("_addons", "_chain", "_plan", "_schemes", "_setting")

    def __init__(
        self, plan: Plan, chain: Sequence[Link], *, named: Mapping[str, object] | None = None
    ) -> None:
        pooled = plan.distribution is Distribution.SPLIT
        self._plan, self._chain = plan, tuple(chain)
        self._schemes: dict[tuple[str, str, str], _Scheme] = {}
        ids = [link.partner_id for link in chain]
        self._setting = Setting(ids, plan.currency, pooled=pooled, named=named)
        self._addons = AddOns.of(plan, self._chain)

    def lines(self, deal: DealFact, symbol: SymbolFact, around: Around) -> list[Line]:
        """Compute a deal's lines in the order of their levels.

        Raises:
            NoRate: an exchange rate is needed and absent.
        """
        if not self._chain:
            return [no_partner(self._setting)]
        key = (deal.symbol, symbol.group, deal.account_type)
        scheme = self._schemes.get(key)
        if scheme is None:
            scheme = self._schemes[key] = self._scheme(*key)
        barred = _barred(self._plan, deal, symbol, around.flags)
        market = Market(deal, symbol, self._plan, around.rates)
        if barred is not None:
            return self._barred_lines(scheme, market, barred)
        measured = [units(rule, market) for rule in scheme.rules]
        found = [measured[slot] if slot >= 0 else None for slot in scheme.slots]
        amounts = self._amounts(scheme, measured)
        rebate, limits = self._plan.rebate, _limits(self._plan, deal, symbol, around.caps)
        setting, lines = self._setting, []
        for step, counted, amount in zip(scheme.steps, found, amounts, strict=True):
            reason = step.closed or _without(step, counted)
            if reason is not None:
                lines.append(Line(step, NOTHING, reason, counted, setting))
            elif limits is None and (rebate is None or step.level > 1):
                paid = to_line(amount)
                reason = Reason.NONE if paid else Reason.TOO_SMALL
                lines.append(Line(step, paid, reason, counted, setting))
            else:
                lines += self._bounded(step, counted, amount, limits)
        return lines + self._addons.lines(amounts, setting) if self._addons else lines

    def _scheme(self, symbol: str, group: str, account_type: str) -> _Scheme:
        best = partial(
            self._plan.rules.best_for, symbol=symbol, group=group, account_type=account_type
        )
        found = steps(self._plan, self._chain, best)
        rules = {step.rule.position: step.rule for step in found if step.rule}
        places = {position: n for n, position in enumerate(rules)}
        slots = tuple(places[step.rule.position] if step.rule else -1 for step in found)
        return _Scheme(found, tuple(rules.values()), slots)

    def _amounts(self, scheme: _Scheme, measured: list[Units]) -> list[Decimal]:
        """What each step is worth, exactly, before caps and rebate."""
        if self._setting.pooled:
            rule = scheme.steps[0].rule
            pool = to_line(mul(measured[0].amount, rule.value)) if rule else NOTHING
            return share_out(pool, [step.factor for step in scheme.steps], LINE_UNIT)
        pairs = zip(scheme.steps, scheme.slots, strict=True)
        return [mul(measured[n].amount, step.factor) if n >= 0 else ZERO for step, n in pairs]

    def _barred_lines(self, scheme: _Scheme, market: Market, barred: Reason) -> list[Line]:
        """Zero lines of a deal that pays nobody: a rate that is absent keeps nothing back."""
        try:
            measured: list[Units | None] = [units(rule, market) for rule in scheme.rules]
        except NoRate:
            measured = [None] * len(scheme.rules)
        return [
            Line(step, NOTHING, barred, measured[slot] if slot >= 0 else None, self._setting)
            for step, slot in zip(scheme.steps, scheme.slots, strict=True)
        ]

    def _bounded(
        self, step: Step, counted: Units | None, amount: Decimal, limits: "_Limits | None"
    ) -> list[Line]:
        """A line that caps may lower and a rebate may be taken from, with the rebate."""
        granted = limits.grant(step.partner_id, amount) if limits else amount
        reason = Reason.CAP_REACHED if granted < amount else Reason.NONE
        currency = self._setting.currency
        note = f", capped at {plain(granted)} {currency}" if reason else ""
        rebate = self._plan.rebate if step.level == 1 else None
        lines: list[Line] = []
        net = granted
        if rebate is not None:
            given = to_line(mul(granted, rebate.share))
            if given:
                of = (granted, rebate.share)
                lines.append(RebateLine(step, given, counted, self._setting, of=of))
            net = sub(granted, mul(granted, rebate.deducted))
            if net != granted:
                note += f" − {plain(sub(granted, net))} {currency} rebate"
            if granted and not net:
                reason = reason or Reason.REBATED
        paid = to_line(net)
        if not paid:
            reason = reason or Reason.TOO_SMALL
        return [*lines, Line(step, paid, reason, counted, self._setting, note=note)]


class _Limits(NamedTuple):
    """The caps that bind one deal, and its day where one counts by it."""

    caps: DayCaps
    per_trade: Decimal | None
    per_day: Decimal | None
    day: date

    def grant(self, partner_id: str, amount: Decimal) -> Decimal:
        """Lower an amount to the deal's cap, then to what is left of the day's."""
        granted = amount if self.per_trade is None else min(amount, self.per_trade)
        if self.per_day is None:
            return granted
        return self.caps.grant(partner_id, self.day, granted, self.per_day)


def _limits(plan: Plan, deal: DealFact, symbol: SymbolFact, caps: DayCaps) -> _Limits | None:
    per_trade, per_day = plan.filters.cap_per_trade, plan.filters.cap_per_day
    if per_trade is None and per_day is None:
        return None
    day = date.min if per_day is None else plan.day(plan.instant(deal, symbol))
    return _Limits(caps, per_trade, per_day, day)


def _without(step: Step, counted: Units | None) -> Reason | None:
    """Why a step gets nothing of these units; no units are a matter of their basis."""
    if counted is not None and counted.amount:
        return step.covered
    profit = step.rule is not None and step.rule.basis is Basis.PROFIT
    return Reason.NO_PROFIT if profit else Reason.NO_BASE


def _barred(plan: Plan, deal: DealFact, symbol: SymbolFact, flags: Flags) -> Reason | None:
    """Why a deal pays nobody."""
    if flags.excluded:
        return Reason.ACCOUNT_EXCLUDED
    if flags.self_referral:
        return Reason.SELF_REFERRAL
    shortest, points = plan.filters.min_duration, plan.filters.min_points
    if shortest is not None and deal.closed_at - deal.opened_at < shortest:
        return Reason.TOO_SHORT
    if points is not None:
        moved = sub(deal.close_price, deal.open_price).copy_abs()
        if moved < mul(Decimal(points), symbol.point):
            return Reason.TOO_FEW_POINTS
    return None


def no_partner(setting: Setting) -> Line:
    """The one line of a deal whose client had no partner."""
    return Line(Step("", 0), NOTHING, Reason.NO_PARTNER_AT_TIME, None, setting)


def without_plan(chain: Sequence[Link], currency: str, flags: Flags) -> list[Line]:
    """Zero lines of a chain that has no plan."""
    setting = Setting([link.partner_id for link in chain], currency)
    if not chain:
        return [no_partner(setting)]
    lines: list[Line] = []
    for level, link in enumerate(chain, start=1):
        reason = Reason.NO_PLAN if link.active else Reason.PARTNER_SUSPENDED
        barred = Reason.ACCOUNT_EXCLUDED if flags.excluded else reason
        lines.append(Line(Step(link.partner_id, level), NOTHING, barred, None, setting))
    return lines
