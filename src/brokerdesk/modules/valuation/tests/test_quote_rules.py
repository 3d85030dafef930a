"""Rules of which quotes are believed: each change is audited with what was and is."""

from decimal import Decimal

import pytest

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.kit.errors import Forbidden
from brokerdesk.modules.clients.testing import actor_of, make_staff
from brokerdesk.modules.trading.testing import World

from ..errors import RuleNotFound
from ..models import QuoteRule
from ..services.rules import MANAGE, RuleTerms, drop_rule, keep_rule

pytestmark = pytest.mark.django_db
GOLD = RuleTerms(mask="XAU*", max_jump=Decimal("0.03"), max_age_s=60)


@pytest.fixture
def dana() -> Actor:
    ensure_role("gate", "Gate", {MANAGE: "all"})
    return actor_of(make_staff("Dana", "gate"))


def audited() -> list[AuditEntry]:
    rows = AuditEntry.objects.filter(action__startswith="valuation.rule")
    return list(rows.select_related("details").order_by("pk"))


def jump(said: dict[str, str] | None) -> tuple[str, Decimal]:
    """Two of a rule's values, as the audit has them."""
    assert said is not None
    return said["mask"], Decimal(said["max_jump"])


def test_what_was_and_is_stands_in_the_audit(dana: Actor) -> None:
    server = World().server
    pk = keep_rule(rule_pk=None, terms=GOLD, actor=dana)
    changed = RuleTerms(server_id=server.public_id, mask="XAU*", max_jump=Decimal("0.10"))
    assert keep_rule(rule_pk=pk, terms=changed, actor=dana) == pk
    drop_rule(rule_pk=pk, actor=dana)
    made, edited, dropped = audited()
    assert [one.action for one in (made, edited, dropped)] == [
        "valuation.rule_kept", "valuation.rule_kept", "valuation.rule_dropped",
    ]  # fmt: skip
    assert {one.subject for one in (made, edited, dropped)} == {f"quote_rule:{pk}"}
    assert {one.actor for one in (made, edited, dropped)} == {dana.ref}
    assert made.details.before is None
    assert jump(made.details.after) == jump(edited.details.before) == ("XAU*", Decimal("0.03"))
    assert jump(edited.details.after) == jump(dropped.details.before) == ("XAU*", Decimal("0.10"))
    servers = [(said or {})["server_id"] for said in (edited.details.before, edited.details.after)]
    assert servers == ["None", str(server.pk)]
    assert dropped.details.after is None


def test_what_is_refused_is_not_audited(dana: Actor) -> None:
    pk = keep_rule(rule_pk=None, terms=GOLD, actor=dana)
    stranger = Actor("staff", "stf_nobody", "Nobody")
    with pytest.raises(Forbidden):
        keep_rule(rule_pk=pk, terms=RuleTerms(), actor=stranger)
    with pytest.raises(Forbidden):
        drop_rule(rule_pk=pk, actor=stranger)
    for missing in (pk + 1, -1):
        with pytest.raises(RuleNotFound):
            keep_rule(rule_pk=missing, terms=GOLD, actor=dana)
        with pytest.raises(RuleNotFound):
            drop_rule(rule_pk=missing, actor=dana)
    assert (QuoteRule.objects.count(), len(audited())) == (1, 1)
