"""What the client reads about his money. Each notice goes out once."""

from decimal import Decimal
from typing import Any

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.core.ui.texts import money_text
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of


def tell_client(
    client_id: str, template: str, key: str, *, amount: Decimal, currency: str, **context: Any
) -> None:
    """Write a mail about an amount, in the caller's transaction."""
    client = client_of(client_id)
    brand = brand_of(client.brand_pk)
    mail.send(
        f"cashier/{template}",
        to=client.email,
        context={
            "name": client.first_name,
            "amount": money_text(amount, currency),
            "link": absolute_url(brand.host, url("portal", "cashier.wallet")),
            **context,
        },
        brand=brand,
        key=f"cashier:{template}:{key}",
    )
