"""What a trader reads about his appeals, in his language. Each notice goes out once."""

from django.utils.translation import override

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of

from .models import Appeal


def tell_trader(appeal: Appeal, template: str, *, text: str) -> None:
    """Write a mail about an answer or a decision, in the caller's transaction."""
    client = client_of(appeal.decision.stage.attempt.client_id)
    brand = brand_of(client.brand_pk)
    address = url("portal", "prop.portal_appeal", appeal_id=appeal.public_id)
    with override(client.language):
        mail.send(
            f"prop/{template}",
            to=client.email,
            context={
                "name": client.first_name,
                "text": text,
                "link": absolute_url(brand.host, address),
            },
            brand=brand,
            key=f"prop:{template}:{appeal.public_id}:{len(appeal.messages)}",
        )
