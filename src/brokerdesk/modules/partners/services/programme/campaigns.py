"""A partner's links: one code, a campaign for each place where he shows it."""

import re
from datetime import datetime
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ...errors import CampaignInvalid, CampaignNotFound, PartnerNotActive
from ...locks import lock_partner
from ...models import Campaign, Partner
from ...types import PartnerStatus

MOST_CAMPAIGNS = 200
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")
_LANDING = re.compile(r"/(?!/)[\w\-./~%]{0,199}", re.ASCII)


def link_path(partner: Partner, campaign: Campaign | None = None, tag: str = "") -> str:
    """Path and query of a link on the brand's host."""
    query = {"ref": partner.code}
    if campaign is not None:
        query["c"] = campaign.code
    if tag:
        query["tag"] = tag
    return f"{campaign.landing if campaign else '/'}?{urlencode(query)}"


@transaction.atomic
def add_campaign(
    partner_id: str, name: str, code: str, *, landing: str, actor: Actor, at: datetime
) -> Campaign:
    """Give a partner one more link.

    Locks: partner.
    Raises:
        PartnerNotActive: he is not active.
        CampaignInvalid: name, code or landing page is not one, the code is in use, or he has
            as many campaigns as one may.
    """
    partner = lock_partner(partner_id)
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerNotActive(_("only an active partner has links"))
    if partner.campaigns.count() >= MOST_CAMPAIGNS:
        raise CampaignInvalid(
            _("%(most)s campaigns are the most") % {"most": MOST_CAMPAIGNS}, field="name"
        )
    name, code, landing = name.strip(), code.strip().lower(), landing.strip() or "/"
    if not name or len(name) > 80:
        raise CampaignInvalid(_("give a name of 80 characters at most"), field="name")
    if not _CODE.fullmatch(code):
        raise CampaignInvalid(
            _("a code has 1 to 24 letters a to z, digits, “-” and “_”"), field="code"
        )
    if not _LANDING.fullmatch(landing):
        raise CampaignInvalid(_("give a path of this site, such as /register/"), field="landing")
    try:
        with transaction.atomic():
            row = Campaign.objects.create(
                partner=partner, name=name, code=code, landing=landing, created_at=at
            )
    except IntegrityError:
        raise CampaignInvalid(_("you have a campaign of this code"), field="code") from None
    record(
        "partners.campaign_added",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"campaign": row.public_id, "code": code, "landing": landing},
    )
    return row


@transaction.atomic
def archive_campaign(
    partner_id: str, campaign_id: str, *, archived: bool, actor: Actor, at: datetime
) -> Campaign:
    """Take a campaign off the page, or put it back. Its links go on to bring clients.

    Locks: partner.
    Raises:
        CampaignNotFound: he has none of this id.
    """
    partner = lock_partner(partner_id)
    row = partner.campaigns.filter(public_id=campaign_id).first()
    if row is None:
        raise CampaignNotFound(_("there is no such campaign"))
    row.archived_at = at if archived else None
    row.save(update_fields=["archived_at"])
    record(
        "partners.campaign_archived",
        subject=partner_id,
        actor=actor,
        brand_id=partner.brand_id,
        after={"campaign": campaign_id, "archived": archived},
    )
    return row
