"""One accrual explained: deal, plan as it was, chain as of its instant, and computed anew."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from brokerdesk.modules.trading.queries import SymbolRow, deals_by_pk, openings, symbols
from brokerdesk.modules.trading.types import DealRow

from ..engine import ChargeOn, Plan, Rule, parse_plan
from ..models import Accrual, PlanVersion
from ..queries.explained import Member, StoredRate, members, stored_rates
from ..queries.standing import caps_met, standing_lines
from ..queries.symbols import SymbolBooks
from .computing import Setting, compute_lines
from .differences import COMPUTED
from .earning import earns
from .facts import Market
from .lines import NewLine

CheckState = Literal["same", "differs", "waits", "superseded", "decided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealSaid:
    """A deal as its commission looks at it; None where the platform did not say."""

    row: DealRow
    lots: Decimal
    opened_at: datetime | None
    open_price: Decimal | None
    group: str
    account_type: str
    lot_modifier: Decimal
    point: Decimal | None

    @property
    def seconds(self) -> int | None:
        """How long the trade was open."""
        if self.opened_at is None:
            return None
        return int((self.row.occurred_at - self.opened_at).total_seconds())

    @property
    def points(self) -> Decimal | None:
        """How far the price moved."""
        if self.open_price is None or not self.point:
            return None
        return abs(self.row.price - self.open_price) / self.point


@dataclass(frozen=True, slots=True)
class Check:
    """What computing the line anew gives. decided: a person set it, waits: it cannot be computed.

    superseded: another line took its place, so that there is nothing to compare.
    """

    state: CheckState
    anew: NewLine | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that a line stands on. `instant` decided its chain; `why` is the stored derivation."""

    line: Accrual
    deal: DealSaid
    instant: datetime
    version: PlanVersion | None
    plan: Plan | None
    rule: Rule | None
    chain: tuple[Member, ...]
    rates: tuple[StoredRate, ...]
    check: Check

    @property
    def why(self) -> dict[str, Any]:
        """The derivation as it was stored."""
        found: dict[str, Any] = self.line.why
        return found

    @property
    def member(self) -> Member | None:
        """The partner of the line in the chain."""
        level = max(self.line.level, 1)
        return next((one for one in self.chain if one.level == level), None)


def explain_line(line: Accrual, *, at: datetime) -> Explanation:
    """Explain a line from what is stored, and compute it anew by the rates it was accrued by.

    Needs `plan_version__plan` joined, or it asks for it.
    """
    (deal,) = deals_by_pk([line.deal_id])
    said, symbol = _said(deal)
    version = line.plan_version
    plan = parse_plan(version.body, currency=version.plan.currency) if version else None
    instant = _instant(plan, said)
    return Explanation(
        line=line,
        deal=said,
        instant=instant,
        version=version,
        plan=plan,
        rule=_rule(plan, line.why),
        chain=members(line.why.get("chain", ()), instant),
        rates=stored_rates(deal.pk, deal.brand_pk or 0, _pairs(deal, symbol, line.currency)),
        check=_check(line, deal, at),
    )


def _said(deal: DealRow) -> tuple[DealSaid, SymbolRow | None]:
    key = (deal.server_pk, deal.symbol)
    symbol = symbols([key]).get(key)
    place = (deal.server_pk, deal.position_id)
    opening = openings([place]).get(place)
    brand_pk = deal.brand_pk or 0
    rules = SymbolBooks([brand_pk]).rules(brand_pk, deal.occurred_at)
    market = Market.of(rules, deal.symbol, deal.group)
    opened_at = deal.opened_at or (opening.at if opening else None)
    said = DealSaid(
        row=deal,
        lots=deal.lots_closed or deal.lots,
        opened_at=min(opened_at, deal.occurred_at) if opened_at else None,
        open_price=deal.price_position or (opening.price if opening else None),
        group=market.group,
        account_type=market.account_type,
        lot_modifier=market.lot_modifier,
        point=Decimal(1).scaleb(-symbol.digits) if symbol else None,
    )
    return said, symbol


def _instant(plan: Plan | None, deal: DealSaid) -> datetime:
    """As of `Plan.instant`: the best rule that names no partner decides."""
    rule = plan.rules.best(deal.row.symbol, deal.group, deal.account_type) if plan else None
    if rule is not None and rule.charge_on is ChargeOn.OPEN and deal.opened_at is not None:
        return deal.opened_at
    return deal.row.occurred_at


def _rule(plan: Plan | None, why: dict[str, Any]) -> Rule | None:
    position = why.get("rule")
    rules = plan.rules.rules if plan else ()
    return rules[position] if position is not None and position < len(rules) else None


def _pairs(deal: DealRow, symbol: SymbolRow | None, currency: str) -> list[str]:
    """The pairs that can have gone into a deal's lines, either way round."""
    others = {deal.currency, symbol.profit_currency if symbol else currency} - {currency}
    return [pair for one in others for pair in (f"{one}/{currency}", f"{currency}/{one}")]


def _check(line: Accrual, deal: DealRow, at: datetime) -> Check:
    standing = standing_lines([deal.pk])
    if line.kind not in COMPUTED:
        return Check("decided" if line.kind == "adjustment" else "superseded")
    if line.pk not in {one.pk for one in standing} or not earns(deal):
        return Check("superseded")
    computed = compute_lines([deal], batch_id=0, at=at, setting=Setting(caps=caps_met(standing)))
    if computed.waiting:
        return Check("waits", detail=computed.waiting[0].detail)
    anew = next(
        (one for one in computed.lines if (one.level, one.kind) == (line.level, line.kind)), None
    )
    if anew is None:
        return Check("differs")
    stands = (line.partner_id, line.amount, line.currency, line.reason)
    found = (anew.partner.pk if anew.partner else None, anew.amount, anew.currency, anew.reason)
    return Check("same" if stands == found else "differs", anew)
