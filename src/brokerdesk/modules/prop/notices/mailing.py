"""Write one mail about a fact: its words in the trader's language, its key once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import override

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.queries import client as client_of


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says: a heading, paragraphs, and the words on its button."""

    heading: str
    lines: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the portal, by the name and value of its one key."""

    page: str
    key: str = ""
    value: str = ""

    def path(self) -> str:
        """Where it is."""
        return url("portal", self.page, **({self.key: self.value} if self.key else {}))


def write(client_id: str, key: str, words: Callable[[], Words], link: Link) -> None:
    """Write a mail in the caller's transaction. `words` is called in the client's language."""
    client = client_of(client_id)
    brand = brand_of(client.brand_pk)
    with override(client.language):
        said = words()
        mail.send(
            "prop/notice",
            to=client.email,
            context={
                "name": client.first_name,
                "heading": said.heading,
                "lines": [line for line in said.lines if line],
                "label": said.label,
                "link": absolute_url(brand.host, link.path()),
            },
            brand=brand,
            key=f"prop:{key}",
        )
