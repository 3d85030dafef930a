"""Ranges through time: what holds from now on, and what is amended in the past."""

from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.audit import record
from brokerdesk.core.events.testing import drain
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.trading.testing import START

from ..errors import BackdatedChange, PartnerTermsInvalid, PlanInvalid
from ..models import Accrual, Partner, PartnerStanding, PartnerTerms
from ..services import Terms, add_plan_version, amend_link, set_status, set_terms
from ..types import PartnerStatus
from .conftest import Tree

DAYS = [START + timedelta(days=n) for n in range(8)]


def held(partner: Partner, at: datetime) -> str | None:
    rows = PartnerTerms.objects.filter(partner=partner, valid__contains=at)
    return rows.values_list("rank", flat=True).first()


amendments = st.lists(
    st.tuples(
        st.integers(0, 7), st.one_of(st.none(), st.integers(0, 7)), st.sampled_from("abcdef")
    ),
    min_size=1,
    max_size=6,
)


class _Undo(Exception):
    """Leaves nothing of one story behind."""


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(changes=amendments)
def test_an_amendment_changes_what_it_covers_and_nothing_else(
    tree: Tree, changes: list[tuple[int, int | None, str]]
) -> None:
    partner = tree.partners[0]
    wanted: list[str | None] = [None] * len(DAYS)
    cuts = {len(DAYS)}
    try:
        with transaction.atomic():
            for start, end, rank in changes:
                if end is not None and end <= start:
                    continue
                upper = min([cut for cut in cuts if cut > start] + ([end] if end else []))
                amend_link(
                    PartnerTerms.objects.filter(partner=partner), DAYS[start],
                    DAYS[end] if end else None, partner=partner, rank=rank, recorded_by="test",
                )  # fmt: skip
                wanted[start:upper] = [rank] * (upper - start)
                cuts |= {start, upper}
                assert [held(partner, day) for day in DAYS] == wanted
            raise _Undo
    except _Undo:
        pass


def test_an_amendment_must_end_after_it_begins(tree: Tree) -> None:
    rows = PartnerTerms.objects.filter(partner=tree.partners[0])
    with pytest.raises(BackdatedChange):
        amend_link(rows, DAYS[1], DAYS[1], partner=tree.partners[0], recorded_by="test")
    assert not rows.exists()


def test_terms_and_standing_are_those_of_the_deal(tree: Tree) -> None:
    body = {"distribution": "difference", "rules": [{"basis": "lot", "value": "1"}]}
    add_plan_version(tree.plan_id, body, actor=SYSTEM, at=START)
    direct, middle, _top = (partner.public_id for partner in tree.partners)
    for partner, rate, at in ((direct, 4, START), (middle, 6, START), (direct, 5, DAYS[2])):
        set_terms(partner, Terms(rate=Decimal(rate)), actor=SYSTEM, at=at, reason="contract")
    set_status(middle, PartnerStatus.SUSPENDED, actor=SYSTEM, at=DAYS[3], reason="checks")
    set_status(middle, PartnerStatus.ACTIVE, actor=SYSTEM, at=DAYS[4], reason="fine")
    moment = timedelta(microseconds=1)
    instants = [DAYS[1], DAYS[2] - moment, DAYS[2], DAYS[3], DAYS[4] - moment, DAYS[4]]
    tree.ingest(*(tree.world.closing(lots="1", at=at) for at in instants))
    drain(twice=True)
    lines = Accrual.objects.filter(level__lt=3).order_by("deal__occurred_at", "level")
    paid = list(lines.values_list("amount", flat=True))
    assert paid == [4, 2, 4, 2, 5, 1, 5, 0, 5, 0, 5, 1]
    suspended = lines.filter(reason="PARTNER_SUSPENDED").values_list("deal__occurred_at", flat=True)
    assert list(suspended) == [DAYS[3], DAYS[4] - moment]


def test_standings_of_before_there_were_any_are_those_of_the_audit(tree: Tree) -> None:
    direct, middle, _top = tree.partners
    PartnerStanding.objects.all().delete()
    states = ("suspended", "active", "terminated")
    for at, before, after in zip(DAYS, ("active", *states), states, strict=False):
        with fixed(at):
            record("partners.status", subject=direct.public_id, actor=SYSTEM,
                   before={"status": before}, after={"status": after})  # fmt: skip
    Partner.objects.filter(pk=direct.pk).update(status="terminated")
    with connection.cursor() as cursor:
        cursor.execute(
            import_module("brokerdesk.modules.partners.migrations.0007_engine")._STANDINGS
        )
    rows = PartnerStanding.objects.filter(partner=direct).order_by("valid")
    assert [(row.status, row.valid.lower) for row in rows] == [
        ("active", None), *zip(states, DAYS[:3], strict=True),
    ]  # fmt: skip
    (other,) = PartnerStanding.objects.filter(partner=middle)
    assert (other.status, other.valid.lower, other.valid.upper) == ("active", None, None)


def test_a_change_of_today_is_not_back_dated(tree: Tree) -> None:
    partner = tree.partners[0].public_id
    set_terms(partner, Terms(rank="Gold"), actor=SYSTEM, at=DAYS[2], reason="test")
    with pytest.raises(BackdatedChange):
        set_terms(partner, Terms(rank="Silver"), actor=SYSTEM, at=DAYS[1], reason="test")
    set_status(partner, PartnerStatus.SUSPENDED, actor=SYSTEM, at=DAYS[2], reason="test")
    with pytest.raises(BackdatedChange):
        set_status(partner, PartnerStatus.ACTIVE, actor=SYSTEM, at=DAYS[2], reason="test")
    assert PartnerStanding.objects.filter(partner__public_id=partner).count() == 2


def test_a_rate_keeps_plans_below_what_they_may_pay(tree: Tree) -> None:
    body = {"distribution": "difference", "rules": [{"basis": "lot"}], "max_total": "7"}
    add_plan_version(tree.plan_id, body, actor=SYSTEM, at=START)
    partner = tree.partners[0].public_id
    set_terms(partner, Terms(rate=Decimal(7)), actor=SYSTEM, at=START, reason="contract")
    with pytest.raises(PartnerTermsInvalid):
        set_terms(partner, Terms(rate=Decimal("7.01")), actor=SYSTEM, at=DAYS[1], reason="more")
    bonus = body | {"max_total": "7.70", "overriding": ["0.10"]}
    add_plan_version(tree.plan_id, bonus, actor=SYSTEM, at=DAYS[1])
    with pytest.raises(PartnerTermsInvalid):  # 7.01 and a tenth of it
        set_terms(partner, Terms(rate=Decimal("7.01")), actor=SYSTEM, at=DAYS[1], reason="more")
    lower = body | {"max_total": "6.99"}
    with pytest.raises(PlanInvalid):
        add_plan_version(tree.plan_id, lower, actor=SYSTEM, at=DAYS[1])


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(rate=Decimal(-1)), "rate"),
        (Terms(rate=Decimal("0.000000001")), "rate"),
        (Terms(rate=Decimal("NaN")), "rate"),
        (Terms(multiplier=Decimal(10) ** 12), "multiplier"),
        (Terms(rank="x" * 41), "rank"),
    ],
)
def test_bad_terms_name_their_field(tree: Tree, terms: Terms, field: str) -> None:
    with pytest.raises(PartnerTermsInvalid) as refused:
        set_terms(tree.partners[0].public_id, terms, actor=SYSTEM, at=START, reason="test")
    assert refused.value.field == field
