"""Links and what they brought: in the partner's cabinet, and of a partner in the back office."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import (
    FormPage,
    Panel,
    UiRequest,
    absolute_url,
    page,
    panel,
    register_form,
    render_page,
    url,
)
from brokerdesk.core.ui.acting import acted
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.queries import brand as brand_of

from ..errors import CampaignNotFound, PartnerNotFound
from ..models import Campaign, Partner
from ..queries.funnel import Counts, FunnelNumbers, arrivals, funnel_numbers
from ..services.programme.campaigns import add_campaign, archive_campaign, link_path
from ..services.programme.masking import Mask
from ..types import PartnerStatus, Step
from .lists import VIEW
from .lists import partners as visible_partners
from .qr import qr_svg

LIVE = ("partner.",)
PERIODS = (7, 30, 90, 365)
USUAL = 30
SHOWN = 100


class CampaignForm(forms.Form):
    """One more link."""

    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("Only you see it"))
    code = forms.CharField(
        max_length=24, label=_("Code"), help_text=_("Part of the link: a to z, digits, “-” and “_”")
    )
    landing = forms.CharField(
        max_length=200, initial="/", label=_("Page it leads to"),
        help_text=_("A path of this site; “/” leads to the registration"),
    )  # fmt: skip


def own_partner(request: UiRequest) -> Partner:
    """The partner that the signed-in client is.

    Raises:
        PartnerNotFound: he is none, or only has applied.
    """
    rows = Partner.objects.select_related("client", "brand").exclude(status=PartnerStatus.APPLIED)
    found = rows.filter(client_id=request.client.pk).first()
    if found is None:
        raise PartnerNotFound(_t("You are not a partner."))
    return found


def _own_campaign(request: UiRequest, campaign_id: str) -> Campaign:
    found = own_partner(request).campaigns.filter(public_id=campaign_id).first()
    if found is None:
        raise CampaignNotFound(_t("There is no such campaign."))
    return found


def _days(request: UiRequest) -> int:
    given = request.GET.get("days", "")
    return int(given) if given in {str(days) for days in PERIODS} else USUAL


def _since(days: int, at: datetime) -> datetime:
    return at - timedelta(days=days)


def _row(counts: Counts) -> list[tuple[str, int]]:
    """Counts in the order of the steps, with their words."""
    return [(words(step), counts[step]) for step in Step]


def _numbers(partner: Partner, days: int, at: datetime) -> FunnelNumbers:
    zone = brand_of(partner.brand_id).reporting_zone
    return funnel_numbers(partner, _since(days, at), at, zone=zone)


def _funnel(request: UiRequest, partner: Partner) -> dict[str, Any]:
    """What a page of a partner's funnel shows."""
    days, at = _days(request), now()
    numbers = _numbers(partner, days, at)
    return {
        "partner": partner,
        "days": days,
        "periods": PERIODS,
        "steps": [words(step) for step in Step],
        "total": _row(numbers.total),
        "campaigns": [(row, _row(counts)) for row, counts in numbers.campaigns],
        "by_day": [(day, _row(counts)) for day, counts in numbers.days],
    }


@page("portal", "partner/links/", name="partners.links", title=_("Links"), live=LIVE)
def links_page(request: UiRequest) -> HttpResponse:
    """The referral link, also as a picture that a phone reads; campaigns."""
    found = own_partner(request)
    host = request.brand.host
    link = absolute_url(host, link_path(found))
    campaigns = [
        (row, absolute_url(host, link_path(found, row)))
        for row in found.campaigns.order_by("archived_at", "-pk")
    ]
    context = {
        "partner": found,
        "link": link,
        "qr": qr_svg(link),
        "campaigns": campaigns,
        "active": found.status == PartnerStatus.ACTIVE,
    }
    return render_page(request, "partners/portal_links.html", context)


@page(
    "portal", "partner/links/<str:campaign_id>/", name="partners.link", title=_("Link"), live=LIVE
)
def link_page(request: UiRequest, campaign_id: str) -> HttpResponse:
    """One campaign's link, with a tag of one's own, and its picture."""
    found, row = own_partner(request), _own_campaign(request, campaign_id)
    tag = request.GET.get("tag", "").strip()[:100]
    link = absolute_url(request.brand.host, link_path(found, row, tag))
    context = {"campaign": row, "link": link, "qr": qr_svg(link), "tag": tag}
    return render_page(request, "partners/portal_link.html", context, title=row.name)


@page(
    "portal", "partner/links/<str:campaign_id>/archive/",
    name="partners.link_archive", title=_("Archive"),
)  # fmt: skip
def archive_page(request: UiRequest, campaign_id: str) -> HttpResponse:
    """Take a campaign off the page, or put it back."""
    found, row = own_partner(request), _own_campaign(request, campaign_id)
    archived = row.archived_at is None
    return acted(
        request,
        url("portal", "partners.links"),
        _t("Archived: its links go on to bring clients.") if archived else _t("It is back."),
        lambda: archive_campaign(
            found.public_id, campaign_id, archived=archived, actor=request.actor, at=now()
        ),
    )


def _campaign_form(request: UiRequest, *, data: Any, files: Any) -> forms.Form:
    own_partner(request)
    return CampaignForm(data=data)


def _add(request: UiRequest, form: forms.Form) -> str:
    values = form.cleaned_data
    row = add_campaign(
        own_partner(request).public_id,
        values["name"],
        values["code"],
        landing=values["landing"],
        actor=request.actor,
        at=now(),
    )
    return url("portal", "partners.link", campaign_id=row.public_id)


register_form(
    FormPage(
        surface="portal",
        path="partner/links/new/",
        name="partners.link_new",
        title=_("New link"),
        form=_campaign_form,
        submit=_add,
        submit_label=_("Add"),
        back=lambda request: url("portal", "partners.links"),
    )
)


@page("portal", "partner/funnel/", name="partners.funnel", title=_("Funnel"), live=LIVE)
def funnel_page(request: UiRequest) -> HttpResponse:
    """How far those went who came by one's links, by campaign, by day, one by one."""
    found = own_partner(request)
    mask = Mask(found.brand_id, now())
    came = [(row, mask.of(row.client, found.public_id)) for row in arrivals(found, limit=SHOWN)]
    context = {**_funnel(request, found), "arrivals": came}
    return render_page(request, "partners/portal_links_funnel.html", context)


def _visible(request: UiRequest, partner_id: str) -> Partner | None:
    return visible_partners(request).filter(public_id=partner_id).first()


@page(
    "backoffice", "partners/<str:partner_id>/funnel/",
    name="partners.partner_funnel", title=_("Funnel"), permission=VIEW, live=LIVE,
)  # fmt: skip
def office_funnel(request: UiRequest, partner_id: str) -> HttpResponse:
    """The same of a partner, for staff."""
    found = _visible(request, partner_id)
    if found is None:
        raise PartnerNotFound(_t("There is no such partner."))
    context = {**_funnel(request, found), "arrivals": arrivals(found, limit=SHOWN)}
    return render_page(request, "partners/links_funnel.html", context, title=str(found.client))


@panel("partner_page", title=_("Links"), order=30, permission=VIEW, live=LIVE)
def links_panel(request: UiRequest, partner_id: str) -> Panel | None:
    """What his links brought in the last days, by campaign."""
    found = _visible(request, partner_id)
    if found is None:
        return None
    numbers = _numbers(found, USUAL, now())
    context = {
        "steps": [words(step) for step in Step],
        "campaigns": [(row, _row(counts)) for row, counts in numbers.campaigns],
    }
    href = url("backoffice", "partners.partner_funnel", partner_id=partner_id)
    return Panel(
        "partners/links_campaigns.html",
        context,
        actions=((_("Funnel"), href),),
        subtitle=_t("last %(days)s days") % {"days": USUAL},
    )
