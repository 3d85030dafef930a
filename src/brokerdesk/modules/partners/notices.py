"""What a partner reads about his disputes, in his language. Each notice goes out once."""

from decimal import Decimal

from django.utils.translation import override

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.core.ui.texts import money_text
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of

from .models import Dispute


def tell_partner(
    dispute: Dispute, template: str, *, text: str, amount: Decimal | None = None
) -> None:
    """Write a mail about an answer or a decision, in the caller's transaction."""
    client = client_of(dispute.partner.client_id)
    brand = brand_of(client.brand_pk)
    address = url("portal", "partners.portal_dispute", dispute_id=dispute.public_id)
    said = dispute.messages.count()
    with override(client.language):
        mail.send(
            f"partners/{template}",
            to=client.email,
            context={
                "name": client.first_name,
                "text": text,
                "amount": money_text(amount, dispute.currency) if amount is not None else "",
                "link": absolute_url(brand.host, address),
            },
            brand=brand,
            key=f"partners:{template}:{dispute.public_id}:{said}",
        )
