"""What partners agree to: versions, and who accepted which."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.modules.brands.queries import brand as brand_of

from ...errors import AgreementNotAccepted, ProgrammeInvalid
from ...locks import lock_partner, lock_tree
from ...models import Acceptance, Agreement, Partner

MOST_CHARACTERS = 100_000


def agreement_of(brand_pk: int) -> Agreement | None:
    """The newest version of a brand's agreement."""
    return Agreement.objects.filter(brand_id=brand_pk).order_by("-version").first()


def to_accept(partner: Partner) -> Agreement | None:
    """The agreement that a partner still has to accept."""
    newest = agreement_of(partner.brand_id)
    accepted = Acceptance.objects.filter(partner=partner, agreement=newest)
    return None if newest is None or accepted.exists() else newest


@transaction.atomic
def publish_agreement(brand_pk: int, text: str, *, actor: Actor, at: datetime) -> Agreement:
    """Ask all partners of a brand to agree to a text; who agreed to another is asked anew.

    Locks: the tree.
    Raises:
        ProgrammeInvalid: there is no text, or it is the one that is asked for now.
    """
    lock_tree(brand_pk)
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise ProgrammeInvalid(_("give the text of the agreement"), field="text")
    newest = agreement_of(brand_pk)
    if newest is not None and newest.text == text:
        raise ProgrammeInvalid(_("this is the text that holds now"), field="text")
    last = Agreement.objects.filter(brand_id=brand_pk).aggregate(last=Max("version"))["last"] or 0
    row = Agreement.objects.create(
        brand_id=brand_pk, version=last + 1, text=text, published_at=at, published_by=actor.ref
    )
    record(
        "partners.agreement_published",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        after={"version": row.version},
    )
    return row


@transaction.atomic
def accept_agreement(
    partner_id: str, version: int, *, actor: Actor, at: datetime, ip: str | None
) -> Acceptance:
    """Note that a partner agreed to the version that he was shown. A second time is none.

    Locks: partner.
    Raises:
        AgreementNotAccepted: another version holds now.
    """
    partner = lock_partner(partner_id)
    newest = agreement_of(partner.brand_id)
    if newest is None or newest.version != version:
        raise AgreementNotAccepted(_("the agreement has changed: please read it again"))
    row, made = Acceptance.objects.get_or_create(
        partner=partner, agreement=newest, defaults={"at": at, "by": actor.ref, "ip": ip}
    )
    if made:
        record(
            "partners.agreement_accepted",
            subject=partner_id,
            actor=actor,
            brand_id=partner.brand_id,
            after={"version": version, "ip": ip},
        )
    return row
