"""What share of net revenue a brand gives its partners: read strictly, through time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.brands.queries import brand as brand_of

from ...engine import PlanError
from ...engine.numbers import ZERO
from ...engine.reading import Fields
from ...engine.revenue import Carryover, Terms
from ...errors import RevenueInvalid
from ...models import RevenueTerms
from ..acquisition.terms import currency_of
from ..history import next_row

COMPONENTS: Final = (
    "commission", "markup", "spread", "swaps", "client_result", "rebates", "other_commissions",
    "chargebacks", "payment_fees",
)  # fmt: skip
PRICED: Final = frozenset({"markup", "spread"})
LIMITED: Final = frozenset({Carryover.CAPPED, Carryover.FORGIVEN, Carryover.HIGH_ROLLER})
_KEYS = ("currency", "share", "components", "carryover", "limit")
_SIGNS: Final = {"+": 1, "-": -1}


@dataclass(frozen=True, slots=True)
class RevenueRules:
    """Which components count with which sign, in a currency, and what becomes of the sum."""

    currency: str
    signs: Mapping[str, int]
    terms: Terms

    @property
    def priced(self) -> bool:
        """Whether each deal has to be measured by itself."""
        return bool(PRICED & self.signs.keys())


def read_revenue(body: Mapping[str, object]) -> RevenueRules:
    """Read a body as terms keep it; a component's sign is "+" or "-".

    Raises:
        PlanError: a key is unknown, missing or wrong; it names the key.
    """
    fields = Fields("", body, PlanError, short=True)
    fields.only(_KEYS)
    share = fields.decimal("share")
    if not 0 < share <= 1:
        raise PlanError("share", _("give a share above 0, 1 at most"))
    carryover = fields.choice("carryover", Carryover)
    limit = fields.maybe("limit", fields.decimal)
    if (carryover in LIMITED) != (limit is not None):
        raise PlanError("limit", _("a limit belongs to capped, forgiven and high_roller"))
    return RevenueRules(
        currency=currency_of(fields),
        signs=_signs(fields),
        terms=Terms(share, carryover, limit or ZERO),
    )


def _signs(fields: Fields) -> dict[str, int]:
    inner = fields.inner("components")
    inner.only(COMPONENTS)
    signs: dict[str, int] = {}
    for name in inner.body:
        sign = inner.text(name)
        if sign not in _SIGNS:
            raise PlanError(inner.key(name), _("give + or -"))
        signs[name] = _SIGNS[sign]
    if 1 not in signs.values() and signs.keys() != {"client_result"}:
        raise PlanError("components", _("say what brings revenue"))
    return signs


@transaction.atomic
def set_revenue(
    brand_pk: int, body: Mapping[str, object] | None, *, actor: Actor, at: datetime
) -> RevenueTerms:
    """Give a brand's partners a share of net revenue from `at` on; without a body none.

    A month is cut where terms change; new terms begin with nothing carried.
    Raises:
        RevenueInvalid: the body is wrong; it names the key.
        BackdatedChange: `at` lies before the terms that hold now began.
    """
    if body is not None:
        try:
            read_revenue(body)
        except PlanError as error:
            raise RevenueInvalid(translated(error), field=error.key) from error
    rows = RevenueTerms.objects.filter(brand_id=brand_pk)
    before = rows.filter(valid__contains=at).values_list("body", flat=True).first()
    row = next_row(
        rows, at, brand_id=brand_pk, body=dict(body) if body else None, recorded_by=actor.ref
    )
    record(
        "partners.revenue_terms",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before={"terms": before},
        after={"terms": row.body},
    )
    return row
