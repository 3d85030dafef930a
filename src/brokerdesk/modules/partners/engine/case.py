"""A case: plan, partners, clients, symbols, rates and deals from one JSON text."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from brokerdesk.kit.reading import strict_json
from brokerdesk.kit.texts import noop as _

from .facts import DealFact, Link, Rates, SymbolFact
from .numbers import ONE, ZERO
from .parsing import check_total, parse_named_plan
from .plan import Plan
from .reading import CaseError, Fields

ALWAYS = datetime.min.replace(tzinfo=UTC)
_PAIR = re.compile(r"[^/]+/[^/]+")
_DEAL_KEYS = (
    "id", "client", "symbol", "account_type", "lots", "lot_modifier", "opened_at", "closed_at",
    "open_price", "close_price", "spread_points", "commission", "markup_points", "profit",
    "currency", "deleted",
)  # fmt: skip


class Status(StrEnum):
    """A partner's status in a case."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner from an instant until his next row."""

    start: datetime | None
    parent: str | None
    link: Link


@dataclass(frozen=True, slots=True)
class ClientRow:
    """Whose client somebody was, from `start` (inclusive) to `end` (exclusive)."""

    start: datetime | None
    end: datetime | None
    partner: str | None
    self_referral: bool


@dataclass(slots=True)
class Case:
    """What a case says. A deal that is `deleted` too was accrued and then deleted."""

    plan: Plan
    rates: Rates
    symbols: dict[str, SymbolFact] = field(default_factory=dict)
    partners: dict[str, list[PartnerRow]] = field(default_factory=lambda: defaultdict(list))
    clients: dict[str, list[ClientRow]] = field(default_factory=lambda: defaultdict(list))
    deals: dict[str, DealFact] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def client(self, client: str, at: datetime) -> ClientRow | None:
        """The client's row that holds at an instant."""
        for row in self.clients.get(client, ()):
            if (row.start is None or row.start <= at) and (row.end is None or at < row.end):
                return row
        return None

    def partner(self, partner: str, at: datetime) -> PartnerRow | None:
        """The partner's row that holds at an instant."""
        rows = self.partners[partner]
        place = bisect_right(rows, at, key=lambda row: row.start or ALWAYS)
        return rows[place - 1] if place else None


def read_case(text: bytes) -> Case:
    """Read and check a case whole.

    Raises:
        CaseError: it cannot be computed; the key, id or pair is named.
    """
    body = Fields.of("case", strict_json(text, "case"))
    top = Fields("", body.body)
    top.only(("plan", "partners", "clients", "symbols", "fx", "deals"))
    case = Case(parse_named_plan(top.inner("plan")), _rates(top))
    for row in top.items("symbols"):
        _read_symbol(case, row)
    rows = top.items("partners")
    for row in rows:
        _read_partner(case, row)
    for row in top.items("clients"):
        _read_client(case, row)
    for row in top.items("deals"):
        _read_deal(case, row)
    _check_names(case, rows)
    rates = [row.link.rate for held in case.partners.values() for row in held]
    known = [rate for rate in rates if rate is not None]
    check_total(case.plan, known, "plan.max_total", longest=len(case.partners))
    return case


def _rates(top: Fields) -> Rates:
    table = dict(top.named_decimals("fx")) if "fx" in top.body else {}
    for pair in table:
        if not _PAIR.fullmatch(pair):
            raise CaseError(f"fx.{pair}", _("name a pair such as EUR/USD"))
    return Rates(table)


def _read_symbol(case: Case, row: Fields) -> None:
    row.only(("symbol", "group", "contract_size", "point", "pip", "quote_to_plan"))
    numbers = [row.decimal(key) for key in ("contract_size", "point", "pip", "quote_to_plan")]
    symbol = SymbolFact(row.text("symbol"), row.text("group"), *numbers)
    if case.symbols.setdefault(symbol.symbol, symbol) != symbol:
        raise CaseError(row.key("symbol"), _("%(name)s is listed twice"), name=symbol.symbol)


def _read_partner(case: Case, row: Fields) -> None:
    row.only(("id", "parent", "rank", "rate", "status", "multiplier", "from"))
    partner, start = row.text("id"), row.maybe("from", row.instant)
    link = Link(
        partner,
        row.default("status", lambda name: row.choice(name, Status), Status.ACTIVE)
        is Status.ACTIVE,
        row.maybe("rank", row.text),
        row.maybe("rate", row.decimal),
        row.default("multiplier", row.decimal, ONE),
    )
    held = case.partners[partner]
    if any(known.start == start for known in held):
        raise CaseError(row.key("from"), _("two rows of %(name)s begin then"), name=partner)
    held.append(PartnerRow(start, row.maybe("parent", row.text), link))
    held.sort(key=lambda one: (one.start is not None, one.start or ALWAYS))


def _read_client(case: Case, row: Fields) -> None:
    row.only(("id", "partner", "from", "to", "self_referral"))
    row.required("partner")
    new = ClientRow(
        row.maybe("from", row.instant),
        row.maybe("to", row.instant),
        row.maybe("partner", row.text),
        row.default("self_referral", row.flag, False),
    )
    client = row.text("id")
    if any(_overlap(new, known) for known in case.clients[client]):
        raise CaseError(row.key("from"), _("two rows of %(name)s overlap"), name=client)
    case.clients[client].append(new)


def _overlap(one: ClientRow, other: ClientRow) -> bool:
    """Whether two rows hold at a common instant; a row that ends before it begins never holds."""
    start = max(one.start or ALWAYS, other.start or ALWAYS)
    ends = [end for end in (one.end, other.end) if end is not None]
    return not ends or start < min(ends)


def _read_deal(case: Case, row: Fields) -> None:
    row.only(_DEAL_KEYS)
    deal_id = row.text("id")
    if row.default("deleted", row.flag, False):
        case.deleted.add(deal_id)
        return
    deal = DealFact(
        id=deal_id,
        client=row.text("client"),
        symbol=row.text("symbol"),
        account_type=row.text("account_type"),
        lots=row.decimal("lots"),
        lot_modifier=row.default("lot_modifier", row.decimal, ONE),
        opened_at=row.instant("opened_at"),
        closed_at=row.instant("closed_at"),
        open_price=row.decimal("open_price"),
        close_price=row.decimal("close_price"),
        spread_points=row.default("spread_points", row.decimal, ZERO),
        commission=row.default("commission", row.signed, ZERO),
        markup_points=row.default("markup_points", row.decimal, ZERO),
        profit=row.default("profit", row.signed, ZERO),
        currency=row.text("currency"),
    )
    if deal.symbol not in case.symbols:
        raise CaseError(row.key("symbol"), _("%(name)s is not listed"), name=deal.symbol)
    if deal.closed_at < deal.opened_at:
        raise CaseError(row.key("closed_at"), _("%(name)s closes before it opens"), name=deal_id)
    if case.deals.setdefault(deal_id, deal) != deal:
        raise CaseError(row.key("id"), _("rows of %(name)s differ"), name=deal_id)


def _check_names(case: Case, partners: Sequence[Fields]) -> None:
    """Refuse symbols and partners that are named and not listed."""
    for n, rule in enumerate(case.plan.rules.rules):
        if rule.symbol is not None and rule.symbol not in case.symbols:
            raise CaseError(f"plan.rules[{n}].symbol", _("%(name)s is not listed"),
                            name=rule.symbol)  # fmt: skip
        _listed(case, f"plan.rules[{n}].partner", rule.partner)
    for row in partners:
        _listed(case, row.key("parent"), row.maybe("parent", row.text))
    for client, held in case.clients.items():
        for one in held:
            _listed(case, f"clients.{client}.partner", one.partner)


def _listed(case: Case, key: str, partner: str | None) -> None:
    if partner is not None and partner not in case.partners:
        raise CaseError(key, _("%(name)s is not listed"), name=partner)
