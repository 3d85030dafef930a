"""Compute a case and write its result."""

import json
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from brokerdesk.kit.money import scale_of
from brokerdesk.kit.rounding import quantum
from brokerdesk.kit.texts import noop as _

from ..types import AccrualKind
from .caps import DayCaps
from .case import Case, ClientRow, PartnerRow, read_case
from .compute import Around, Compiled
from .explain import Line
from .facts import DealFact, Flags, NoRate
from .numbers import add, quantize
from .reading import CaseError

_ORDER = {kind: place for place, kind in enumerate(AccrualKind)}
Row = dict[str, object]


def calculate(text: bytes) -> str:
    """Give the accruals and payouts of a case as one JSON object.

    Raises:
        CaseError: the case is refused; the key, id or currency is named.
    """
    case = read_case(text)
    book = _Book(case)
    deals = [(case.plan.instant(d, case.symbols[d.symbol]), d) for d in case.deals.values()]
    for at, deal in sorted(deals, key=lambda pair: (pair[0], pair[1].id)):
        book.add(deal, at)
    result = {"accruals": book.accruals, "payouts": book.payouts()}
    return json.dumps(result, ensure_ascii=False)


class _Book:
    """Accruals of a case, in the order of its deals."""

    def __init__(self, case: Case) -> None:
        self.accruals: list[Row] = []
        self._case, self._caps = case, DayCaps()
        self._compiled: dict[tuple[int, ...], Compiled] = {}
        self._sums: dict[str, Decimal] = defaultdict(Decimal)

    def add(self, deal: DealFact, at: datetime) -> None:
        """Accrue one deal, and reverse it where it was deleted afterwards."""
        lines = self._lines(deal, at)
        deleted = deal.id in self._case.deleted
        for line in sorted(lines, key=lambda one: (one.level, _ORDER[one.kind])):
            row = self._row(deal, line)
            self.accruals.append(row)
            if deleted and line.amount:
                kind, amount = str(AccrualKind.REVERSAL), f"{line.amount.copy_negate():f}"
                self.accruals.append(row | {"amount": amount, "kind": kind, "reason": None})
            elif line.partner_id and line.kind is not AccrualKind.REBATE:
                self._sums[line.partner_id] = add(self._sums[line.partner_id], line.amount)

    def payouts(self) -> list[Row]:
        """What each partner is paid, rounded once; nobody is paid nothing."""
        currency = self._case.plan.currency
        unit = quantum(scale_of(currency))
        paid = {partner: quantize(exact, unit) for partner, exact in self._sums.items()}
        return [
            {"partner": partner, "currency": currency, "amount": f"{paid[partner]:f}"}
            for partner in sorted(paid)
            if paid[partner]
        ]

    def _row(self, deal: DealFact, line: Line) -> Row:
        return {
            "deal": deal.id,
            "partner": line.partner_id,
            "level": line.level,
            "amount": f"{line.amount:f}",
            "currency": self._case.plan.currency,
            "kind": str(line.kind),
            "reason": str(line.reason) or None,
            "why": line.why,
        }

    def _lines(self, deal: DealFact, at: datetime) -> list[Line]:
        client = self._case.client(deal.client, at)
        chain = self._chain(deal, client, at)
        key = tuple(id(row) for row in chain)
        if key not in self._compiled:
            self._compiled[key] = Compiled(self._case.plan, [row.link for row in chain])
        flags = Flags(self_referral=client is not None and client.self_referral)
        around = Around(self._case.rates, self._caps, flags)
        try:
            return self._compiled[key].lines(deal, self._case.symbols[deal.symbol], around)
        except NoRate as error:
            missing = _("%(pair)s: there is no exchange rate, and %(deal)s needs it")
            raise CaseError("fx", missing, pair=error.key, deal=deal.id) from None

    def _chain(self, deal: DealFact, client: ClientRow | None, at: datetime) -> list[PartnerRow]:
        """The rows of the partners above a client as of an instant."""
        chain: list[PartnerRow] = []
        met: set[str] = set()
        above = client.partner if client else None
        while above is not None:
            if above in met:
                twice = _("the chain of %(deal)s meets %(name)s twice")
                raise CaseError("partners", twice, deal=deal.id, name=above)
            row = self._case.partner(above, at)
            if row is None:
                break
            met.add(above)
            chain.append(row)
            above = row.parent
        return chain
