"""What the client reads about his documents. Each notice goes out once."""

from typing import Any

from brokerdesk.core import mail
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.clients.types import ClientRow

from ..models import Document
from ..types import LevelRow


def _send(client: ClientRow, template: str, key: str, **context: Any) -> None:
    brand = brand_of(client.brand_pk)
    link = absolute_url(brand.host, url("portal", "compliance.verification"))
    mail.send(
        f"compliance/{template}",
        to=client.email,
        context={"name": client.first_name, "link": link, **context},
        brand=brand,
        key=key,
    )


def _about(row: Document) -> dict[str, str]:
    return {
        "document": row.type.title,
        "reason": row.reason.client_text if row.reason else "",
        "comment": row.comment,
    }


def received(client: ClientRow, row: Document) -> None:
    """A document arrived."""
    _send(client, "received", f"{row.public_id}:received", **_about(row))


def approved(client: ClientRow, row: Document) -> None:
    """A document was approved."""
    _send(client, "approved", f"{row.public_id}:approved:{row.version}", **_about(row))


def rejected(client: ClientRow, row: Document) -> None:
    """A document was rejected; asks for another where that is wanted."""
    key = f"{row.public_id}:rejected:{row.version}"
    _send(client, "rejected", key, ask_again=row.ask_again, **_about(row))


def expired(client: ClientRow, row: Document) -> None:
    """A document expired; asks for a new one."""
    _send(client, "expired", f"{row.public_id}:expired", **_about(row))


def level_reached(client: ClientRow, level: LevelRow) -> None:
    """A level was reached."""
    key = f"{client.public_id}:level:{level.index}:{client.version}"
    _send(client, "level", key, level=level.title, description=level.description)
