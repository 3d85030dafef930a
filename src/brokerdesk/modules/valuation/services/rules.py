"""Which quotes are believed: rules by mask, the first that matches holds."""

from dataclasses import dataclass, fields
from decimal import Decimal

from django.db import transaction

from brokerdesk.core.access import require_everywhere
from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import server_by_id

from ..errors import RuleNotFound
from ..models import QuoteRule

MANAGE = "valuation.rule.manage"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerms:
    """What a rule says; `server_id` empty: every server. Shares are of the price."""

    server_id: str = ""
    mask: str = "*"
    sort: int = 100
    max_age_s: int = 600
    max_ahead_s: int = 5
    max_spread: Decimal = Decimal("0.02")
    max_jump: Decimal = Decimal("0.05")
    jump_within_s: int = 300
    trades_weekends: bool = False


@transaction.atomic
def keep_rule(*, rule_pk: int | None, terms: RuleTerms, actor: Actor) -> int:
    """Add a rule, or change one; give its key. Desks heed it within a few seconds.

    Raises:
        RuleNotFound: there is none to change.
    """
    require_everywhere(actor, MANAGE)
    values = {field.name: getattr(terms, field.name) for field in fields(terms)}
    server_id = values.pop("server_id")
    values["server_id"] = server_by_id(server_id).pk if server_id else None
    row = QuoteRule() if rule_pk is None else QuoteRule.objects.filter(pk=rule_pk).first()
    if row is None:
        raise RuleNotFound(Marked(_("There is no such rule.")))
    before = None if rule_pk is None else _said(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    record(
        "valuation.rule_kept",
        subject=f"quote_rule:{row.pk}",
        actor=actor,
        before=before,
        after=_said(row),
    )
    return row.pk


@transaction.atomic
def drop_rule(*, rule_pk: int, actor: Actor) -> None:
    """Remove a rule.

    Raises:
        RuleNotFound: there is none.
    """
    require_everywhere(actor, MANAGE)
    row = QuoteRule.objects.filter(pk=rule_pk).first()
    if row is None:
        raise RuleNotFound(Marked(_("There is no such rule.")))
    row.delete()
    subject = f"quote_rule:{rule_pk}"
    record("valuation.rule_dropped", subject=subject, actor=actor, before=_said(row))


def _said(row: QuoteRule) -> dict[str, str]:
    """A rule as the audit keeps it."""
    names = ("server_id", *(field.name for field in fields(RuleTerms) if field.name != "server_id"))
    return {name: str(getattr(row, name)) for name in names}
