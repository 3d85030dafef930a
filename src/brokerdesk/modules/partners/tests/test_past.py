"""Changes of the past: previewed, decided by another, posted as differences only, once."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.events.testing import drain
from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.kit.errors import DomainError, InvalidInput
from brokerdesk.modules.ledger.queries import trial_balance
from brokerdesk.modules.trading.testing import START

from ..errors import (
    CycleRefused,
    NothingChanges,
    NotPast,
    PartnerNotFound,
    PartnerTermsInvalid,
    PastChangeDecided,
    PastOverlap,
    PlanInvalid,
    SecondPersonNeeded,
)
from ..models import Accrual, PartnerParent, PartnerStanding, PastChange, PastChangeLine
from ..queries import payable
from ..services import add_plan, add_plan_version, move_partner, set_status
from ..services.accruing import post_differences
from ..services.past import (
    Proposal,
    advance,
    approve_change,
    passes,
    propose_change,
    reject_change,
)
from ..types import PartnerStatus, PastKind
from .conftest import Tree
from .shop import BODY

FINN, CAROL = (Actor("staff", f"stf_{n}", n.title()) for n in ("finn", "carol"))
JOBS = "brokerdesk.modules.partners.services.past"
DAY = timedelta(days=1)
LATER = START + 30 * DAY


def propose(
    tree: Tree, kind: PastKind, subject: str, params: Mapping[str, object], days: int = 2
) -> PastChange:
    wanted = Proposal(
        tree.world.brand.pk, kind, subject, params, START + days * DAY, "agreed by mail"
    )
    return propose_change(wanted, actor=FINN, at=LATER)


def carried(change: PastChange) -> str:
    run_jobs(name=JOBS)
    change.refresh_from_db()
    return change.state


def apply(change: PastChange) -> PastChange:
    assert carried(change) == "proposed", change.answer
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    assert carried(change) == "posted", change.answer
    drain()
    return change


def trade(tree: Tree, *days: float) -> None:
    """One lot each, so many days after the start."""
    for day in days:
        tree.ingest(tree.world.closing(lots="1", at=START + day * DAY))
    drain()


def paid(tree: Tree) -> list[Decimal]:
    assert sum((row.balance for row in trial_balance()), Decimal(0)) == 0
    return [payable(partner, "USD") for partner in tree.partners]


def test_client_was_another_partners_from_a_past_instant_on(tree: Tree) -> None:
    other = tree.add("Other")
    trade(tree, 1, 2, 3)
    assert paid(tree) == [18, 9, 3]
    change = propose(
        tree, PastKind.CLIENT, tree.world.client.public_id, {"partner": other.public_id}
    )
    assert carried(change) == "proposed"
    assert paid(tree) == [18, 9, 3], "a preview changes nothing"
    assert (change.deals, change.lines) == (2, 8)
    gains = PastChangeLine.objects.filter(change=change, partner=other)
    assert [row.before for row in gains] == [0, 0]
    assert [row.after for row in gains] == [6, 6]
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    assert carried(change) == "posted"
    drain(twice=True)
    assert paid(tree) == [6, 3, 1]
    assert payable(other, "USD") == 12
    trade(tree, 4)
    assert payable(other, "USD") == 18
    assert payable(tree.partners[0], "USD") == 6


def test_posting_reads_deals_only_while_nobody_bars_clients(tree: Tree) -> None:
    other = tree.add("Other")
    trade(tree, 1, 3)
    client = tree.world.client.public_id
    change = propose(tree, PastKind.CLIENT, client, {"partner": other.public_id})
    assert carried(change) == "proposed"
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    while advance(change.public_id):
        change.refresh_from_db()
        if change.state == "posting":
            break
    with CaptureQueriesContext(connection) as seen:
        advance(change.public_id)
    asked = [row["sql"] for row in seen.captured_queries]
    shared = next(n for n, sql in enumerate(asked) if "lock_shared" in sql)
    assert all("FROM trading_deal" not in sql for sql in asked[:shared])
    assert payable(other, "USD") == 6


def test_a_cap_per_day_is_used_up_once_in_whatever_parts(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PART", 1)
    body = {**BODY, "filters": {"cap_per_day": "10"}}
    add_plan_version(tree.plan_id, body, actor=SYSTEM, at=START)
    other = tree.add("Other")
    trade(tree, 3, 3.1, 3.2, 4)
    assert paid(tree) == [16, 12, 4]
    client_id = tree.world.client.public_id
    change = propose(tree, PastKind.CLIENT, client_id, {"partner": other.public_id})
    assert carried(change) == "proposed"
    gains = PastChangeLine.objects.filter(change=change, partner=other).order_by("deal_id")
    assert [row.after for row in gains] == [6, 4, 0, 6]
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    assert carried(change) == "posted"
    assert payable(other, "USD") == 16
    monkeypatch.setattr(passes, "MOST_CAPPED", 3)
    change = propose(tree, PastKind.CLIENT, client_id, {"partner": None})
    assert carried(change) == "failed"
    assert "4 deals share a cap per day" in str(change.answer)


def test_only_lines_that_differ_are_reversed(tree: Tree) -> None:
    trade(tree, 1, 3)
    before = Accrual.objects.count()
    middle = tree.partners[1].public_id
    apply(propose(tree, PastKind.STANDING, middle, {"status": "suspended"}))
    rows = Accrual.objects.order_by("id")[before:]
    assert [(row.kind, row.level, row.amount, row.reason) for row in rows] == [
        ("reversal", 2, Decimal(-3), ""),
        ("commission", 2, Decimal(0), "PARTNER_SUSPENDED"),
    ]
    assert paid(tree) == [12, 3, 2]
    tree.partners[1].refresh_from_db()
    assert tree.partners[1].status == "suspended"


def test_what_comes_later_stays(tree: Tree) -> None:
    middle = tree.partners[1]
    set_status(
        middle.public_id, PartnerStatus.SUSPENDED, actor=SYSTEM, at=START + 4 * DAY, reason="check"
    )
    set_status(
        middle.public_id, PartnerStatus.ACTIVE, actor=SYSTEM, at=START + 6 * DAY, reason="cleared"
    )
    trade(tree, 1, 3, 5, 7)
    apply(propose(tree, PastKind.STANDING, middle.public_id, {"status": "terminated"}))
    middle.refresh_from_db()
    assert middle.status == "active"
    found = Accrual.objects.filter(level=2, kind="commission", accrual=None).order_by("deal_id")
    assert [row.reason for row in found] == ["", "PARTNER_SUSPENDED", "PARTNER_SUSPENDED", ""]
    states = PartnerStanding.objects.filter(partner=middle).order_by("valid")
    assert [row.status for row in states] == ["active", "terminated", "suspended", "active"]


def test_terms_plan_version_plan_and_parent(tree: Tree) -> None:
    direct, middle, top = tree.partners
    trade(tree, 1, 3)
    apply(propose(tree, PastKind.TERMS, direct.public_id, {"multiplier": "1.5"}))
    assert paid(tree) == [15, 6, 2]
    apply(propose(tree, PastKind.PLAN_VERSION, tree.plan_id, {"body": BODY | {"levels": ["10"]}}))
    assert paid(tree) == [21, 3, 1]
    trade(tree, 5)
    assert paid(tree) == [36, 3, 1], "the amended version holds from now on, too"
    own = add_plan(
        brand_pk=tree.world.brand.pk, name="Own", currency="USD", body=BODY, default=False,
        actor=SYSTEM,
    )  # fmt: skip
    apply(propose(tree, PastKind.PLAN, middle.public_id, {"plan": own.plan_id}))
    assert paid(tree) == [24, 9, 3]
    apply(propose(tree, PastKind.PARENT, direct.public_id, {"parent": top.public_id}))
    assert paid(tree)[1] == 3
    assert tree.plan_id != own.plan_id


def test_changes_of_today_go_on_from_an_amended_history(tree: Tree) -> None:
    direct, _middle, top = tree.partners
    trade(tree, 3)
    move_partner(direct.public_id, top.public_id, actor=SYSTEM, at=START + 9 * DAY, reason="now")
    apply(propose(tree, PastKind.PARENT, direct.public_id, {"parent": None}))
    add_plan_version(tree.plan_id, BODY | {"levels": ["9"]}, actor=SYSTEM, at=START + 9 * DAY)
    apply(propose(tree, PastKind.PLAN_VERSION, tree.plan_id, {"body": BODY | {"levels": ["8"]}}))
    at = START + 12 * DAY
    move_partner(direct.public_id, None, actor=SYSTEM, at=at, reason="again")
    add_plan_version(tree.plan_id, BODY | {"levels": ["7"]}, actor=SYSTEM, at=at)
    rows = PartnerParent.objects.filter(partner=direct).order_by("valid")
    assert [row.parent_id for row in rows][1:] == [None, top.pk, None]


def test_proposing_refuses_and_names_the_conflict(tree: Tree) -> None:
    direct, middle, top = tree.partners
    client = tree.world.client.public_id
    own = direct.client.public_id
    cases: list[tuple[type[DomainError], PastKind, str, dict[str, object], str]] = [
        (CycleRefused, PastKind.PARENT, top.public_id, {"parent": direct.public_id}, direct.code),
        (CycleRefused, PastKind.PARENT, top.public_id, {"parent": top.public_id}, "himself"),
        (CycleRefused, PastKind.CLIENT, own, {"partner": direct.public_id}, "own partner"),
        (NothingChanges, PastKind.CLIENT, client, {"partner": direct.public_id}, "already"),
        (PartnerNotFound, PastKind.CLIENT, client, {"partner": "ptr_nobody"}, "partner"),
        (InvalidInput, PastKind.TERMS, direct.public_id, {"rate": "-1"}, "rate"),
        (InvalidInput, PastKind.TERMS, direct.public_id, {"colour": "red"}, "colour"),
        (InvalidInput, PastKind.STANDING, direct.public_id, {"status": "applied"}, "choose"),
        (PlanInvalid, PastKind.PLAN_VERSION, tree.plan_id, {"body": {}}, "distribution"),
    ]
    for refusal, kind, subject, params, said in cases:
        with pytest.raises(refusal, match=said):
            propose(tree, kind, subject, params)
    capped = {"distribution": "difference", "rules": [{"basis": "lot"}], "max_total": "7"}
    add_plan(
        brand_pk=tree.world.brand.pk, name="Capped", currency="USD", body=capped, default=False,
        actor=SYSTEM,
    )  # fmt: skip
    with pytest.raises(PartnerTermsInvalid, match="Capped pays 7"):
        propose(tree, PastKind.TERMS, direct.public_id, {"rate": "8"})
    with pytest.raises(NotPast):
        propose(tree, PastKind.PARENT, direct.public_id, {"parent": None}, days=40)
    assert not PastChange.objects.exists()
    first = propose(tree, PastKind.PARENT, direct.public_id, {"parent": None})
    with pytest.raises(PastOverlap, match=first.public_id):
        propose(tree, PastKind.PARENT, direct.public_id, {"parent": top.public_id}, days=5)
    assert middle.pk != top.pk


def test_cycle_at_any_instant_is_refused(tree: Tree) -> None:
    direct, middle, top = tree.partners
    move_partner(direct.public_id, None, actor=SYSTEM, at=START + 10 * DAY, reason="alone")
    with pytest.raises(CycleRefused, match=f"{direct.code} stands below {middle.code}"):
        propose(tree, PastKind.PARENT, middle.public_id, {"parent": direct.public_id}, days=9)
    propose(tree, PastKind.PARENT, middle.public_id, {"parent": direct.public_id}, days=10)
    assert top.pk


def test_two_people(tree: Tree) -> None:
    trade(tree, 3)
    change = propose(tree, PastKind.PARENT, tree.partners[0].public_id, {"parent": None})
    with pytest.raises(PastChangeDecided):
        approve_change(change.public_id, digest="", actor=CAROL, at=LATER)
    assert carried(change) == "proposed"
    for actor in (FINN, SYSTEM):
        with pytest.raises(SecondPersonNeeded):
            approve_change(change.public_id, digest=change.digest, actor=actor, at=LATER)
    with pytest.raises(PastChangeDecided):
        approve_change(change.public_id, digest="seen before", actor=CAROL, at=LATER)
    with pytest.raises(InvalidInput):
        reject_change(change.public_id, answer=" ", actor=CAROL, at=LATER)
    reject_change(change.public_id, answer="not agreed", actor=CAROL, at=LATER)
    with pytest.raises(PastChangeDecided):
        approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    assert carried(change) == "rejected"
    assert paid(tree) == [6, 3, 1]


def test_what_changed_since_is_previewed_anew(tree: Tree) -> None:
    other = tree.add("Other")
    trade(tree, 3)
    client = tree.world.client.public_id
    change = propose(tree, PastKind.CLIENT, client, {"partner": other.public_id})
    assert carried(change) == "proposed"
    seen = change.digest
    apply(propose(tree, PastKind.TERMS, other.public_id, {"multiplier": "2"}))
    approve_change(change.public_id, digest=seen, actor=CAROL, at=LATER)
    assert carried(change) == "proposed"
    assert change.digest != seen
    assert "anew" in str(change.answer)
    assert paid(tree) == [6, 3, 1]
    apply(change)
    assert payable(other, "USD") == 12


def test_deals_that_come_after_the_preview_are_posted_too(tree: Tree) -> None:
    other = tree.add("Other")
    trade(tree, 3)
    client = tree.world.client.public_id
    change = propose(tree, PastKind.CLIENT, client, {"partner": other.public_id})
    assert carried(change) == "proposed"
    trade(tree, 4)
    apply(change)
    assert payable(other, "USD") == 12
    assert paid(tree) == [0, 0, 0]


def test_killed_in_the_middle_goes_on_and_doubles_nothing(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PART", 2)
    other = tree.add("Other")
    trade(tree, 2, 3, 4, 5, 6)
    client = tree.world.client.public_id
    change = propose(tree, PastKind.CLIENT, client, {"partner": other.public_id})
    assert advance(change.public_id)
    change.refresh_from_db()
    assert (change.state, change.done, change.deals) == ("previewing", 2, 5)
    assert carried(change) == "proposed"
    approve_change(change.public_id, digest=change.digest, actor=CAROL, at=LATER)
    posted: list[int] = []

    def dying(*args: Any, **options: Any) -> object:
        done = post_differences(*args, **options)
        posted.append(1)
        if len(posted) == 2:
            raise SystemExit
        return done

    monkeypatch.setattr(passes, "post_differences", dying)
    with pytest.raises(SystemExit):
        run_jobs(name=JOBS)
    monkeypatch.setattr(passes, "post_differences", post_differences)
    change.refresh_from_db()
    assert carried(change) == "posted"
    assert not advance(change.public_id)
    drain(twice=True)
    assert payable(other, "USD") == 30
    assert paid(tree) == [0, 0, 0]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_change_that_became_impossible_fails_with_its_reason(tree: Tree) -> None:
    direct, middle, _top = tree.partners
    move_partner(direct.public_id, None, actor=SYSTEM, at=START + DAY, reason="alone")
    change = propose(tree, PastKind.PARENT, middle.public_id, {"parent": direct.public_id})
    move_partner(direct.public_id, middle.public_id, actor=SYSTEM, at=START + 20 * DAY, reason="x")
    assert carried(change) == "failed"
    assert "stands below" in str(change.answer)
    reject_change(change.public_id, answer="impossible", actor=FINN, at=LATER)
