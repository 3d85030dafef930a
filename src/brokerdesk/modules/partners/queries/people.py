"""The partners above a client, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .chains import MAX_DEPTH

_PEOPLE = """
WITH RECURSIVE above(id, height) AS (
    SELECT %s::bigint, 1
    UNION ALL
    SELECT p.parent_id, height + 1
    FROM above JOIN partners_partnerparent p ON p.partner_id = above.id
    WHERE p.valid @> %s::timestamptz AND p.parent_id IS NOT NULL AND height < %s
)
SELECT p.public_id, btrim(c.first_name || ' ' || c.last_name), p.status
FROM above JOIN partners_partner p ON p.id = above.id JOIN clients_client c ON c.id = p.client_id
ORDER BY height
"""


@dataclass(frozen=True, slots=True)
class ChainPerson:
    """A partner of a chain."""

    public_id: str
    name: str
    status: str


def people_from(partner_pk: int | None, at: datetime) -> list[ChainPerson]:
    """Return a partner and those above him, upwards, as of an instant."""
    if partner_pk is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [partner_pk, at, MAX_DEPTH])
        return [ChainPerson(*row) for row in dict.fromkeys(cursor.fetchall())]
