"""What a brand pays for a client, and when he counts: read strictly, through time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.money import UnknownAsset, scale_of
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine import PlanError
from ...engine.cpa import Brackets, Offer
from ...engine.numbers import ONE, ZERO, mul, to_line
from ...engine.reading import Fields
from ...errors import AcquisitionInvalid
from ...models import AcquisitionTerms
from ..history import next_row

MEASURES: Final = ("first_deposit", "deposited", "net_deposited", "lots", "trades")
MONEY: Final = frozenset({"first_deposit", "deposited", "net_deposited"})
MOST_DAYS, MOST_BRACKETS = 3650, 20
_KEYS = ("currency", "needs", "within_days", "hold_days", "payment", "brackets", "part", "monthly")


@dataclass(frozen=True, slots=True)
class AcquisitionRules:
    """What is paid for a client: one payment, or the bracket of his net deposit.

    part: how much of it, where his trades pay commission too (hybrid). monthly: it is payable
    from the next month of the brand on.
    """

    currency: str
    offer: Offer
    payment: Decimal | None
    brackets: Brackets | None
    part: Decimal
    monthly: bool

    def worth(self, measures: Mapping[str, Decimal]) -> Decimal:
        """What a client of these measures is worth to his partner."""
        whole = self.payment or ZERO
        if self.brackets is not None:
            whole = self.brackets.worth(measures.get("net_deposited", ZERO))
        return to_line(mul(whole, self.part))

    @property
    def measures(self) -> frozenset[str]:
        """What has to be measured."""
        needed = frozenset(self.offer.needs)
        return needed | {"net_deposited"} if self.brackets else needed


def read_acquisition(body: Mapping[str, object]) -> AcquisitionRules:
    """Read a body as terms keep it.

    Raises:
        PlanError: a key is unknown, missing or wrong; it names the key.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    payment = fields.maybe("payment", fields.decimal)
    brackets = _brackets(fields) if body.get("brackets") is not None else None
    if (payment is None) == (brackets is None):
        raise PlanError("payment", _("give either one payment or brackets"))
    if payment == 0:
        raise PlanError("payment", _("give a number above 0"))
    part = fields.default("part", fields.decimal, ONE)
    if not 0 < part <= 1:
        raise PlanError("part", _("give a share above 0, 1 at most"))
    return AcquisitionRules(
        currency=currency_of(fields),
        offer=Offer(
            _needs(fields),
            within=_within(fields),
            hold=timedelta(days=fields.default("hold_days", _days(fields), 0)),
        ),
        payment=payment,
        brackets=brackets,
        part=part,
        monthly=fields.default("monthly", fields.flag, False),
    )


def currency_of(fields: Fields) -> str:
    """The currency that a body names."""
    code = fields.text("currency")
    try:
        scale_of(code)
    except UnknownAsset:
        raise PlanError("currency", _("give a code such as USD")) from None
    return code


def _days(fields: Fields) -> Any:
    def read(name: str) -> int:
        days = fields.whole(name)
        if days > MOST_DAYS:
            raise PlanError(name, _("give %(most)s days at most"), most=MOST_DAYS)
        return days

    return read


def _within(fields: Fields) -> timedelta | None:
    days = fields.maybe("within_days", _days(fields))
    if days == 0:
        raise PlanError("within_days", _("give a number above 0"))
    return None if days is None else timedelta(days=days)


def _needs(fields: Fields) -> dict[str, Decimal]:
    inner = fields.inner("needs")
    inner.only(MEASURES)
    needs = {name: inner.decimal(name) for name in MEASURES if name in inner.body}
    if not any(needs.values()):
        raise PlanError("needs", _("say what a client has to reach"))
    return needs


def _brackets(fields: Fields) -> Brackets:
    rows = fields.items("brackets")
    if not 1 <= len(rows) <= MOST_BRACKETS:
        raise PlanError("brackets", _("give 1 to %(most)s brackets"), most=MOST_BRACKETS)
    for row in rows:
        row.only(("from", "pay"))
    borders = tuple(row.decimal("from") for row in rows)
    payments = tuple(row.decimal("pay") for row in rows)
    for n, (lower, upper) in enumerate(pairwise(borders)):
        if upper <= lower:
            raise PlanError(f"brackets[{n + 1}].from", _("brackets rise"))
    for n, (lower, upper) in enumerate(pairwise(payments)):
        if upper < lower:
            raise PlanError(f"brackets[{n + 1}].pay", _("a higher bracket pays no less"))
    return Brackets(borders, payments)


def terms_at(brand_pk: int, at: datetime) -> AcquisitionTerms | None:
    """The terms that hold at an instant; none where nothing is paid for clients."""
    row = AcquisitionTerms.objects.filter(brand_id=brand_pk, valid__contains=at).first()
    return row if row is not None and row.body is not None else None


@transaction.atomic
def set_acquisition(
    brand_pk: int, body: Mapping[str, object] | None, *, actor: Actor, at: datetime
) -> AcquisitionTerms:
    """Let a brand pay for clients who come from `at` on; without a body it pays for none.

    Clients who came before keep the terms of their day.
    Raises:
        AcquisitionInvalid: the body is wrong; it names the key.
        BackdatedChange: `at` lies before the terms that hold now began.
    """
    if body is not None:
        try:
            read_acquisition(body)
        except PlanError as error:
            raise AcquisitionInvalid(translated(error), field=error.key) from error
    rows = AcquisitionTerms.objects.filter(brand_id=brand_pk)
    before = rows.filter(valid__contains=at).values_list("body", flat=True).first()
    row = next_row(
        rows, at, brand_id=brand_pk, body=dict(body) if body else None, recorded_by=actor.ref
    )
    record(
        "partners.acquisition_terms",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before={"terms": before},
        after={"terms": row.body},
    )
    return row
