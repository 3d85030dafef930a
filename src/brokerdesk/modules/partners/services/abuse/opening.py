"""What a rule found becomes a case, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.clients.queries import clients_by_pk

from ...events import PartnerCaseChanged
from ...locks import lock_history, lock_tree
from ...models import Partner, PartnerCase, SelfReferral
from ...types import AbuseRule, CaseState
from ..holds import put_hold
from .settling import settle_client

Evidence = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found. `about` tells it from others of the rule, partner and client.

    hold: keep back what the client gives the partner, or all of his without a client.
    bar: the client pays the partner nothing from now on.
    """

    rule: AbuseRule
    partner_pk: int
    client_pk: int | None = None
    about: str = ""
    evidence: Evidence = field(default_factory=dict)
    hold: bool = False
    bar: bool = False

    @property
    def key(self) -> str:
        """What a case of this finding is known by."""
        return f"{self.rule}:{self.partner_pk}:{self.client_pk or ''}:{self.about}"


@transaction.atomic
def open_cases(brand_pk: int, findings: Iterable[Finding], *, at: datetime) -> list[PartnerCase]:
    """Open a case for each finding that has none; give the new ones.

    What was decided on is not asked again: findings are known by their keys for good.
    Locks: the history where a client is to pay nothing, the tree, partner.
    Emits: PartnerCaseChanged; PayoutHeld where something is held back.
    """
    found = {finding.key: finding for finding in findings}
    if not found:
        return []
    if any(finding.bar for finding in found.values()):
        lock_history()
    lock_tree(brand_pk)
    known = set(PartnerCase.objects.filter(key__in=found).values_list("key", flat=True))
    new = [finding for key, finding in sorted(found.items()) if key not in known]
    partners = Partner.objects.in_bulk({finding.partner_pk for finding in new})
    clients = clients_by_pk(finding.client_pk for finding in new if finding.client_pk)
    return [
        _open(
            finding,
            partners[finding.partner_pk],
            clients[finding.client_pk].public_id if finding.client_pk else "",
            at,
        )
        for finding in new
    ]


def _open(finding: Finding, partner: Partner, client_id: str, at: datetime) -> PartnerCase:
    hold = None
    if finding.hold:
        hold = put_hold(
            partner.public_id,
            client_id=client_id,
            reason=Marked(_("looks like abuse")),
            actor=SYSTEM,
            at=at,
        )
    case = PartnerCase.objects.create(
        brand_id=partner.brand_id,
        partner=partner,
        client_id=finding.client_pk,
        rule=finding.rule,
        key=finding.key,
        evidence=plain(finding.evidence),
        hold=hold,
        opened_at=at,
    )
    if finding.bar and finding.client_pk is not None:
        SelfReferral.objects.create(
            client_id=finding.client_pk,
            partner=partner,
            case=case,
            valid=DateTimeTZRange(at, None, "[)"),
        )
        settle_client(finding.client_pk, at, at=at, reason=Marked(_("self-referral")))
    record(
        "partners.case_opened",
        subject=case.public_id,
        actor=SYSTEM,
        brand_id=partner.brand_id,
        after={"rule": case.rule, "partner": partner.public_id, "client": client_id or None},
    )
    tell_case(case, SYSTEM)
    return case


def plain(evidence: Evidence) -> dict[str, Any]:
    """Evidence as JSON keeps it: amounts and days as text."""
    return {
        name: value
        if isinstance(value, (int, str, list))
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
        for name, value in evidence.items()
    }


def tell_case(case: PartnerCase, actor: Actor) -> None:
    """Tell that a case was opened or decided."""
    emit(
        PartnerCaseChanged(
            case_id=case.public_id,
            partner_id=case.partner.public_id,
            rule=case.rule,
            state=CaseState(case.state),
        ),
        aggregate=f"partner:{case.partner.public_id}",
        brand_id=case.brand_id,
        actor=actor,
    )
