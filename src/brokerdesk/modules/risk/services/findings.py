"""What each kind of alert rule finds now, set-based."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

from brokerdesk.core.db import read_rows
from brokerdesk.modules.brands.queries import brand

from ..models import AlertRule
from ..queries.exposure import exposure
from ..queries.house import Wanted, house
from ..queries.market import Prices
from ..types import AlertKind, By, ResultBy, View

ZERO = Decimal(0)
HUNDRED = Decimal(100)
_ACCOUNTS = """
SELECT a.id, a.public_id, a.login, a."group", a.brand_id, a.currency, a.balance, a.equity,
       a.margin, {more}
FROM trading_account a {join}
WHERE a.kind = 'live' AND a.login IS NOT NULL AND a.login <> ALL(%(out)s)
  AND (%(brand)s::bigint IS NULL OR a.brand_id = %(brand)s) {where}
"""
_DAY = """
JOIN (SELECT account_id, sum(profit + swap + commission + fee) AS won FROM trading_deal
      WHERE occurred_at >= %(since)s AND occurred_at <= %(at)s AND deleted_at IS NULL
        AND kind IN ('buy', 'sell') GROUP BY account_id) d ON d.account_id = a.id
"""
_FLOW = """
JOIN risk_flowstat f ON f.account_id = a.id AND f.under_60s_share IS NOT NULL
    AND f.on = (SELECT max(n.on) FROM risk_flowstat n WHERE n.account_id = a.id)
"""
# Our own marking where it is newer than what the platform reported, and believed.
_STAND = """
LEFT JOIN valuation_stand s ON s.account_id = a.id AND s.quality <> 'suspect'
    AND s.marked_at > coalesce(a.figures_at, s.marked_at - interval '1 s')
"""
_MARKED = "ARRAY[coalesce(s.equity, a.equity), coalesce(s.margin, a.margin)]"
_WITH_MARGIN = "AND coalesce(s.margin, a.margin) > 0 AND a.balance <> 0"


@dataclass(frozen=True, slots=True)
class Look:
    """Now, the prices of now, and the day that alerts of a rule are counted by."""

    at: datetime
    known: Prices
    day: date
    since: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """A subject that a rule fires for. base: the value at which it fires, for steps above it."""

    subject: str
    value: Decimal
    base: Decimal
    brand_pk: int | None
    account_pk: int | None = None
    figures: Mapping[str, str] = field(default_factory=dict)


def look_at(rule: AlertRule, known: Prices, at: datetime) -> Look:
    """The rule's day: of its brand's calendar, else of UTC."""
    zone = ZoneInfo(brand(rule.brand_id).reporting_zone) if rule.brand_id else UTC
    day = at.astimezone(zone).date()
    return Look(at, known, day, datetime.combine(day, datetime.min.time(), zone))


def find(rule: AlertRule, look: Look) -> list[Finding]:
    """All that a rule fires for now."""
    return list(_KINDS[AlertKind(rule.kind)](rule, look))


def _accounts(rule: AlertRule, look: Look, **parts: str) -> Iterator[tuple[Any, ...]]:
    """Accounts that the rule may speak of: (pk, id, login, brand, balance, equity, margin, …).

    Money is in the rule's currency; an account without a rate is passed over.
    """
    query = _ACCOUNTS.format(**{"more": "0", "join": "", "where": "", **parts})
    values = {
        "out": list(rule.excluded_logins), "brand": rule.brand_id, "since": look.since,
        "at": look.at,
    }  # fmt: skip
    for pk, account, login, group, brand_pk, currency, *money, more in read_rows(query, values):
        rate = look.known.rates.find(currency, rule.currency)
        out = bool(rule.excluded_groups) and fnmatchcase(group, rule.excluded_groups)
        if rate is None or out or not fnmatchcase(group, rule.mask):
            continue
        yield pk, account, login, brand_pk, *(value * rate.rate for value in money), more, rate.rate


def _account_profit(rule: AlertRule, look: Look) -> Iterator[Finding]:
    rows = _accounts(rule, look, more="d.won", join=_DAY)
    for pk, account, login, brand_pk, balance, _equity, _margin, won, rate in rows:
        value = won * rate
        began = balance - value
        share = value / began * HUNDRED if began > 0 else ZERO
        base = rule.threshold
        if base is None or value < base:
            if rule.percent is None or rule.minimum is None:
                continue
            if share < rule.percent or value < rule.minimum:
                continue
            base = rule.minimum
        shown = {"percent": f"{share:.2f}", "login": str(login)}
        yield Finding(account, value, base, brand_pk, pk, shown)


def _symbol_profit(rule: AlertRule, look: Look) -> Iterator[Finding]:
    for line in house(_today(rule, ResultBy.SYMBOL), at=look.at).lines:
        if fnmatchcase(line.name, rule.mask) and line.clients >= _limit(rule):
            shown = {"closed": f"{line.closed:.2f}", "floating": f"{line.floating:.2f}"}
            yield Finding(line.name, line.clients, _limit(rule), rule.brand_id, None, shown)


def _exposure(rule: AlertRule, look: Look) -> Iterator[Finding]:
    view = View(_brands(rule), rule.currency, By.SYMBOL)
    for row in exposure(view, look.known, shared=False):
        if fnmatchcase(row.name, rule.mask) and abs(row.kept) >= _limit(rule):
            shown = {"net": f"{row.kept:.2f}", "net_lots": f"{row.net_lots:f}"}
            yield Finding(row.name, abs(row.kept), _limit(rule), rule.brand_id, None, shown)


def _house_loss(rule: AlertRule, look: Look) -> Iterator[Finding]:
    lines = house(_today(rule, ResultBy.BOOK), at=look.at).lines
    lost = -sum((line.house for line in lines), ZERO)
    if lines and lost >= _limit(rule):
        shown = {f"book_{line.name or 'none'}": f"{line.house:.2f}" for line in lines}
        yield Finding("house", lost, _limit(rule), rule.brand_id, None, shown)


def _margin_level(rule: AlertRule, look: Look) -> Iterator[Finding]:
    limit = rule.percent or ZERO
    rows = _accounts(rule, look, more=_MARKED, join=_STAND, where=_WITH_MARGIN)
    for pk, account, login, brand_pk, _balance, _equity, _margin, marked, rate in rows:
        equity, margin = (value * rate for value in marked)
        level = equity / margin * HUNDRED
        if level <= limit:
            shown = {"login": str(login), "equity": f"{equity:.2f}", "margin": f"{margin:.2f}"}
            yield Finding(account, level, limit, brand_pk, pk, shown)


def _negative_balance(rule: AlertRule, look: Look) -> Iterator[Finding]:
    rows = _accounts(rule, look, where="AND (a.equity < 0 OR a.balance + a.credit < 0)")
    for pk, account, login, brand_pk, balance, equity, _margin, _more, _rate in rows:
        missing = -min(balance, equity)
        if missing > 0 and missing >= _limit(rule):
            yield Finding(account, missing, _limit(rule), brand_pk, pk, {"login": str(login)})


def _toxic_flow(rule: AlertRule, look: Look) -> Iterator[Finding]:
    rows = _accounts(rule, look, more="ARRAY[f.under_60s_share, f.net_profit]", join=_FLOW)
    for pk, account, login, brand_pk, _balance, _equity, _margin, figures, rate in rows:
        share, won = figures[0] * HUNDRED, figures[1] * rate
        limit = rule.minimum or ZERO
        if share >= (rule.percent or ZERO) and won >= limit:
            shown = {"login": str(login), "under_60s_percent": f"{share:.2f}"}
            yield Finding(account, won, limit, brand_pk, pk, shown)


def _today(rule: AlertRule, by: ResultBy) -> Wanted:
    return Wanted(_brands(rule), rule.currency, None, None, by)


def _brands(rule: AlertRule) -> tuple[int, ...] | None:
    return (rule.brand_id,) if rule.brand_id else None


def _limit(rule: AlertRule) -> Decimal:
    return rule.threshold if rule.threshold is not None else ZERO


_KINDS: Mapping[AlertKind, Callable[[AlertRule, Look], Iterator[Finding]]] = {
    AlertKind.ACCOUNT_PROFIT: _account_profit,
    AlertKind.SYMBOL_PROFIT: _symbol_profit,
    AlertKind.EXPOSURE: _exposure,
    AlertKind.HOUSE_LOSS: _house_loss,
    AlertKind.MARGIN_LEVEL: _margin_level,
    AlertKind.NEGATIVE_BALANCE: _negative_balance,
    AlertKind.TOXIC_FLOW: _toxic_flow,
}
