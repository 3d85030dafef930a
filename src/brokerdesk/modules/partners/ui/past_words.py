"""What a change of the past says, in the page's language."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from brokerdesk.core.ui import url
from brokerdesk.core.words import words
from brokerdesk.modules.clients.queries import client_names

from ..models import Partner, PastChange, Plan
from ..types import PastKind


@dataclass(frozen=True, slots=True)
class Said:
    """A change in words: of whom or what (with the page), and what holds."""

    subject: str
    href: str
    says: str
    body: str = ""


def said(change: PastChange) -> Said:
    """Put a change into words."""
    subject, href = _subject(change)
    body = json.dumps(change.params["body"], indent=2) if "body" in change.params else ""
    return Said(subject, href, _says(change), body)


def _subject(change: PastChange) -> tuple[str, str]:
    kind, subject = PastKind(change.kind), change.subject
    if kind == PastKind.CLIENT:
        name = client_names([subject]).get(subject, subject)
        return name, url("backoffice", "clients.card", client_id=subject)
    if kind == PastKind.PLAN_VERSION:
        plan = Plan.objects.filter(public_id=subject).first()
        return plan.name if plan else subject, url("backoffice", "partners.plans")
    return _partner(subject), url("backoffice", "partners.partner", partner_id=subject)


def _partner(partner_id: object) -> str:
    found = Partner.objects.select_related("client").filter(public_id=partner_id).first()
    return f"{found.client} ({found.code})" if found else str(partner_id)


def _says(change: PastChange) -> str:
    params = change.params
    match PastKind(change.kind):
        case PastKind.CLIENT:
            given = params.get("partner")
            return (
                _("is client of %(partner)s") % {"partner": _partner(given)}
                if given
                else _("is nobody's client")
            )
        case PastKind.PARENT:
            given = params.get("parent")
            return (
                _("stands below %(partner)s") % {"partner": _partner(given)}
                if given
                else _("stands below nobody")
            )
        case PastKind.TERMS:
            return _("rank %(rank)s, rate %(rate)s, multiplier %(multiplier)s") % {
                "rank": params.get("rank") or "–",
                "rate": params.get("rate") or "–",
                "multiplier": params.get("multiplier", "1"),
            }
        case PastKind.STANDING:
            return words(str(params.get("status", "")))
        case PastKind.PLAN:
            plan = Plan.objects.filter(public_id=params.get("plan")).first()
            return _("is paid by plan %(plan)s") % {"plan": plan.name if plan else "–"}
        case PastKind.PLAN_VERSION:
            return _("pays by another body")
