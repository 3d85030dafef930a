"""The four who knock at every office page, for this room and the rooms above."""

import re
from typing import Any

from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.ui.testing import Visitors, visit
from brokerdesk.modules.clients.testing import World, make_staff, office


def office_visitors(people: World, role: str) -> Visitors:
    """Nobody, a role of the other brand, someone without a right, and the role of the brand."""
    ensure_role("nothing", "Nothing", {})
    return Visitors(
        anonymous=visit("office.localhost"),
        wrong_brand=office(make_staff("Bea", role, brand_pk=people.bluepeak.pk)),
        no_right=office(make_staff("Nil", "nothing")),
        right=office(make_staff("Ron", role, brand_pk=people.northwind.pk)),
    )


def words_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())
