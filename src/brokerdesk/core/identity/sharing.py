"""Which users of a realm share a device or an address on the Internet."""

from collections.abc import Iterable
from typing import Any, Final

from brokerdesk.core.db import read_rows

from .types import Shared, Since, Visits

# What is shared -> how it is shown: a device by nothing, an address as itself.
_SHOWN: Final = {
    "device": "''",
    "address": "host(a.value) || CASE family(a.value) WHEN 6 THEN '/64' ELSE '' END",
}
_AMONG: Final = """AND p.{what} IN (SELECT o.{what} FROM core_identity_signinplace o
    WHERE o.user_id = ANY(%(users)s) AND o.last_at >= %(since)s)"""
_WHOSE: Final = "AND (a.user_id = ANY(%(users)s) OR b.user_id = ANY(%(users)s))"
_PAIRS: Final = """
WITH seen AS (
    SELECT p.{what} AS value, p.user_id, sum(p.times) AS times, min(p.first_at) AS first_at,
        max(p.last_at) AS last_at, count(*) OVER (PARTITION BY p.{what}) AS people
    FROM core_identity_signinplace p
    JOIN core_identity_user u ON u.id = p.user_id AND u.realm = %(realm)s
    WHERE p.last_at >= %(since)s AND p.{what} IS NOT NULL {among}
    GROUP BY p.{what}, p.user_id
), shared AS MATERIALIZED (
    SELECT * FROM seen WHERE people BETWEEN 2 AND %(people)s AND times >= %(times)s
)
SELECT a.user_id, b.user_id, {shown}, a.times, a.first_at, a.last_at,
    b.times, b.first_at, b.last_at
FROM shared a JOIN shared b ON b.value = a.value AND b.user_id > a.user_id
WHERE true {whose}
ORDER BY 1, 2, 3
"""


def shared_places(realm: str, since: Since, users: Iterable[int] | None = None) -> list[Shared]:
    """Give each pair of users once for each thing that they share; only pairs of `users`, if named.

    Counts and first instants are of the places that were seen since, over all the time they are
    kept. What a pair shares comes by device, then by address.
    """
    values: dict[str, object] = {"realm": realm, "since": since.at, "people": since.people}
    if users is not None:
        values["users"] = list(users)
    return [
        Shared(one, other, what, address, Visits(*own), Visits(*its))
        for what in _SHOWN
        for one, other, address, *counts in _rows(what, values, since)
        for own, its in [(counts[:3], counts[3:])]
    ]


def _rows(what: str, values: dict[str, object], since: Since) -> list[tuple[Any, ...]]:
    named = "users" in values
    query = _PAIRS.format(
        what=what,
        shown=_SHOWN[what],
        among=_AMONG.format(what=what) if named else "",
        whose=_WHOSE if named else "",
    )
    return read_rows(query, values | {"times": since.times if what == "address" else 1})
