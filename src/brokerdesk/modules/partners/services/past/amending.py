"""What a change of the past does to a history: which row it adds, and whose deals it reaches."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from brokerdesk.core.db import read_rows
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.modules.clients.queries import client as client_of

from ...engine import CaseError
from ...engine.numbers import ONE
from ...engine.reading import Fields
from ...errors import (
    CycleRefused,
    NothingChanges,
    OtherBrand,
    PartnerNotFound,
    PastOverlap,
    PlanNotFound,
)
from ...models import (
    ClientPartner,
    Partner,
    PartnerParent,
    PartnerStanding,
    PartnerTerms,
    PastChange,
    Plan,
    PlanAssignment,
    PlanVersion,
)
from ...queries.reach import Reach, clients_below
from ...types import PartnerStatus, PastKind
from ..history import amend_link
from ..plans import checked_body, next_number
from ..terms import Terms, check_plans, check_terms

_MEETS = """
WITH RECURSIVE up(id, span, depth) AS (
    SELECT %s::bigint, tstzrange(%s, %s), 1
    UNION ALL
    SELECT l.parent_id, up.span * l.valid, up.depth + 1
    FROM up JOIN partners_partnerparent l ON l.partner_id = up.id AND l.valid && up.span
    WHERE l.parent_id IS NOT NULL AND up.id <> %s AND up.depth < 64
)
SELECT lower(span) FROM up WHERE id = %s ORDER BY 1 LIMIT 1
"""
ACTIVE_STATES = (PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED, PartnerStatus.TERMINATED)


@dataclass(frozen=True, slots=True)
class Amend:
    """The history of a subject, what its new row says, and how the row names its subject."""

    rows: QuerySet[Any]
    says: Mapping[str, Any]
    of: Mapping[str, Any]
    reasoned: bool = True


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to hold of a subject from a past instant on; params as of a PastChange."""

    brand_pk: int
    kind: PastKind
    subject: str
    params: Mapping[str, object]
    at: datetime

    @classmethod
    def of(cls, change: PastChange) -> "Wish":
        """What a stored change wishes."""
        kind = PastKind(change.kind)
        return cls(change.brand_id, kind, change.subject, change.params, change.effective_at)

    def amend(self) -> Amend:
        """Read it against the histories as they stand.

        Raises:
            InvalidInput, PlanInvalid: what is to hold is none, or a key is wrong.
            PartnerTermsInvalid: a plan could pay more than it may by the rate.
            NotFound: subject, partner or plan is not there, or another brand's.
            CycleRefused: somebody would stand above himself, at some instant.
            PastOverlap: a plan's version begins at the very instant.
        """
        return _KINDS[self.kind](self)

    def until(self, amend: Amend) -> datetime | None:
        """To where it would hold: what comes later stays. None: until it is changed."""
        held = amend.rows.filter(valid__contains=self.at).first()
        if held is not None:
            end: datetime | None = held.valid.upper
            return end
        later = amend.rows.filter(valid__startswith__gt=self.at).order_by("valid").first()
        return later.valid.lower if later else None

    def capped(self) -> bool:
        """Whether a deal may use up of a day what another one of its deals then lacks."""
        wished = self.params.get("body")
        filters = wished.get("filters") if isinstance(wished, dict) else None
        if isinstance(filters, dict) and filters.get("cap_per_day") is not None:
            return True
        held = PlanVersion.objects.filter(plan__brand_id=self.brand_pk, valid__endswith__gt=self.at)
        ever = PlanVersion.objects.filter(plan__brand_id=self.brand_pk, valid__upper_inf=True)
        capped = (held | ever).annotate(cap=KT("body__filters__cap_per_day"))
        return capped.filter(cap__isnull=False).exists()

    def reach(self) -> Reach:
        """The deals whose commission it may change."""
        if self.kind == PastKind.CLIENT:
            return Reach(self.brand_pk, (client_of(self.subject).pk,), self.at)
        if self.kind != PastKind.PLAN_VERSION:
            return Reach(
                self.brand_pk, clients_below([_partner(self, self.subject).pk], self.at), self.at
            )
        plan = _plan(self, self.subject)
        if plan.is_default:
            return Reach(self.brand_pk, None, self.at)
        havers = PlanAssignment.objects.filter(plan=plan).values_list("partner_id", flat=True)
        return Reach(self.brand_pk, clients_below(set(havers), self.at), self.at)


def check_news(wish: Wish, amend: Amend) -> None:
    """Refuse what holds already.

    Raises:
        NothingChanges: the row that holds at the instant says the same.
    """
    held = amend.rows.filter(valid__contains=wish.at).first()
    if held is not None and all(getattr(held, name) == value for name, value in amend.says.items()):
        raise NothingChanges(_("this holds already at that instant"), field="at")


def carry_out(wish: Wish, *, by: str, reason: str) -> None:
    """Add the row to the history; what holds at the instant ends there, what comes later stays.

    Raises: as of `Wish.amend`.
    """
    amend = wish.amend()
    said: dict[str, Any] = {**amend.of, **amend.says, "recorded_by": by}
    if amend.reasoned:
        said["reason"] = reason
    amend_link(amend.rows, wish.at, **said)
    if wish.kind == PastKind.STANDING:
        now_holds = PartnerStanding.objects.filter(
            partner__public_id=wish.subject, valid__upper_inf=True
        ).values_list("status", flat=True)
        Partner.objects.filter(public_id=wish.subject).update(status=now_holds[:1])


def moment(at: datetime) -> str:
    """An instant as refusals name it."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _partner(wish: Wish, partner_id: str) -> Partner:
    found = Partner.objects.filter(brand_id=wish.brand_pk, public_id=partner_id).first()
    if found is None:
        raise PartnerNotFound(_("there is no such partner"))
    return found


def _plan(wish: Wish, plan_id: str) -> Plan:
    found = Plan.objects.filter(brand_id=wish.brand_pk, public_id=plan_id).first()
    if found is None:
        raise PlanNotFound(_("there is no such plan"))
    return found


def _fields(wish: Wish, *names: str) -> Fields:
    fields = Fields("", wish.params, short=True)
    fields.only(names)
    return fields


def _of_client(wish: Wish) -> Amend:
    given = _fields(wish, "partner").maybe("partner", _fields(wish, "partner").text)
    client = client_of(wish.subject)
    if client.brand_pk != wish.brand_pk:
        raise OtherBrand(_("the client is another brand's"))
    partner = _partner(wish, given) if given else None
    if partner is not None and partner.client_id == client.pk:
        raise CycleRefused(_("a client cannot be his own partner"), field="partner")
    rows = ClientPartner.objects.filter(client_id=client.pk)
    return Amend(rows, {"partner_id": partner.pk if partner else None}, {"client_id": client.pk})


def _of_parent(wish: Wish) -> Amend:
    given = _fields(wish, "parent").maybe("parent", _fields(wish, "parent").text)
    partner = _partner(wish, wish.subject)
    parent = _partner(wish, given) if given else None
    rows = PartnerParent.objects.filter(partner=partner)
    amend = Amend(rows, {"parent_id": parent.pk if parent else None}, {"partner_id": partner.pk})
    if parent is not None:
        _check_no_cycle(partner, parent, wish.at, wish.until(amend))
    return amend


def _check_no_cycle(
    partner: Partner, parent: Partner, since: datetime, until: datetime | None
) -> None:
    """Refuse a parent who is the partner himself, or below him at any instant of the period."""
    if parent.pk == partner.pk:
        raise CycleRefused(_("a partner cannot stand below himself"), field="parent")
    found = read_rows(_MEETS, [parent.pk, since, until, partner.pk, partner.pk])
    if found:
        met = {"parent": parent.code, "partner": partner.code, "at": moment(found[0][0])}
        raise CycleRefused(_("%(parent)s stands below %(partner)s at %(at)s") % met, field="parent")


def _of_terms(wish: Wish) -> Amend:
    fields = _fields(wish, "rank", "rate", "multiplier")
    terms = Terms(
        rank=fields.maybe("rank", fields.text) or "",
        rate=fields.maybe("rate", fields.decimal),
        multiplier=fields.default("multiplier", fields.decimal, ONE),
    )
    check_terms(terms)
    check_plans(terms, wish.brand_pk, since=wish.at)
    says = asdict(terms)
    partner = _partner(wish, wish.subject)
    return Amend(PartnerTerms.objects.filter(partner=partner), says, {"partner_id": partner.pk})


def _of_standing(wish: Wish) -> Amend:
    status = _fields(wish, "status").choice("status", PartnerStatus)
    partner = _partner(wish, wish.subject)
    if status not in ACTIVE_STATES or partner.status == PartnerStatus.APPLIED:
        raise InvalidInput(_("choose active, suspended or terminated"), field="status")
    rows = PartnerStanding.objects.filter(partner=partner)
    return Amend(rows, {"status": str(status)}, {"partner_id": partner.pk})


def _of_plan(wish: Wish) -> Amend:
    partner = _partner(wish, wish.subject)
    plan = _plan(wish, _fields(wish, "plan").text("plan"))
    rows = PlanAssignment.objects.filter(partner=partner)
    return Amend(rows, {"plan_id": plan.pk}, {"partner_id": partner.pk}, reasoned=False)


def _of_version(wish: Wish) -> Amend:
    plan = _plan(wish, wish.subject)
    body = checked_body(_fields(wish, "body").inner("body").body, plan.currency, plan.brand_id)
    begun = PlanVersion.objects.filter(plan=plan, valid__startswith=wish.at).first()
    if begun is not None:
        raise PastOverlap(
            _("version %(version)s begins at this very instant") % {"version": begun.version},
            field="at",
        )
    of = {"plan_id": plan.pk, "version": next_number(plan)}
    return Amend(PlanVersion.objects.filter(plan=plan), {"body": body}, of, reasoned=False)


def _read(kind: Callable[[Wish], Amend]) -> Callable[[Wish], Amend]:
    """Name a wrong key as a refusal does."""

    def read(wish: Wish) -> Amend:
        try:
            return kind(wish)
        except CaseError as error:
            raise InvalidInput(translated(error), field=error.key) from None

    return read


_KINDS: dict[PastKind, Callable[[Wish], Amend]] = {
    PastKind.CLIENT: _read(_of_client),
    PastKind.PARENT: _read(_of_parent),
    PastKind.TERMS: _read(_of_terms),
    PastKind.STANDING: _read(_of_standing),
    PastKind.PLAN: _read(_of_plan),
    PastKind.PLAN_VERSION: _read(_of_version),
}
