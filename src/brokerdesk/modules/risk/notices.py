"""What a client reads about his margin: that it is short, and that it cost him positions."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _t
from django.utils.translation import override

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.trading.queries import account
from brokerdesk.modules.valuation.types import Quality

from .models import MarginEvent
from .types import MarginKind

log = logging.getLogger(__name__)
TOLD: Final = (MarginKind.MARGIN_CALL, MarginKind.STOPPED_OUT)
# Who hears of it later can do nothing any more.
NEWS = timedelta(hours=1)


def tell_client(account_id: str, kind: MarginKind, *, at: datetime) -> None:
    """Write the latest of a kind to the client in his language, once a day, in the transaction.

    What rests on a price in doubt is not told, nor what is old, nor of accounts that he does not
    see.
    """
    events = MarginEvent.objects.filter(account__public_id=account_id, kind=kind)
    found = events.order_by("-at", "-pk").first()
    if found is None or found.quality == Quality.SUSPECT:
        return
    if at - found.at >= NEWS:
        log.warning("risk: %s of %s at %s comes too late to be told", kind, account_id, found.at)
        return
    row = account(account_id)
    if not row.switches.visible:
        return
    client, brand = client_of(row.client_id), brand_of(row.brand_pk)
    with override(client.language):
        mail.send(
            f"risk/{kind}",
            to=client.email,
            context={
                "name": client.first_name,
                "login": row.login,
                "platform": _t(row.platform),
                "level": found.equity * 100 / found.margin if found.margin else None,
                "link": absolute_url(
                    brand.host, url("portal", "trading.account", account_id=account_id)
                ),
            },
            brand=brand,
            key=f"risk:{kind}:{account_id}:{found.at.date()}",
        )
