"""What the client reads about his trading accounts. Each notice goes out once."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import override

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of

from .queries import account


def tell_client(
    account_id: str, template: str, key: str, *, page: str = "trading.account", **context: Any
) -> None:
    """Write a mail about an account that its client sees, in his language, in the transaction.

    page: the portal's page of the account that the mail leads to.
    """
    row = account(account_id)
    if not row.switches.visible:
        return
    client, brand = client_of(row.client_id), brand_of(row.brand_pk)
    with override(client.language):
        mail.send(
            f"trading/{template}",
            to=client.email,
            context={
                "name": client.first_name,
                "login": row.login,
                "platform": _t(row.platform),
                "server": row.server_title,
                "product": row.product_title,
                "link": absolute_url(brand.host, url("portal", page, account_id=account_id)),
                **context,
            },
            brand=brand,
            key=f"trading:{template}:{key}",
        )
