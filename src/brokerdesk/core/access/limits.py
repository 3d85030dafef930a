"""Rate limits by token bucket, shared by all processes through the database."""

import math
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from brokerdesk.kit.clock import now

from .errors import RateLimited

_TAKE = """
INSERT INTO core_access_ratebucket AS b (key, tokens, granted, updated_at)
VALUES (%(key)s, %(burst)s - 1, true, %(at)s)
ON CONFLICT (key) DO UPDATE SET (tokens, granted, updated_at) = (
  SELECT CASE WHEN have >= 1 THEN have - 1 ELSE have END, have >= 1,
         GREATEST(b.updated_at, %(at)s)
  FROM (SELECT LEAST(%(burst)s, b.tokens + %(rate)s * GREATEST(
          0, EXTRACT(EPOCH FROM (%(at)s - b.updated_at))::float8)) AS have) AS bucket)
RETURNING granted, tokens
"""


def take(
    key: str, *, per_minute: float, burst: int | None = None, at: datetime | None = None
) -> None:
    """Take one token from the bucket of this key; `burst` defaults to a minute's worth.

    Raises:
        RateLimited: the bucket is empty; says when one token is back.
    """
    rate = per_minute / 60.0
    size = float(burst if burst is not None else max(1, math.ceil(per_minute)))
    values: dict[str, str | float | datetime] = {
        "key": key[:160],
        "burst": size,
        "rate": rate,
        "at": at or now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        granted, left = cursor.fetchone()
    if not granted:
        wait_s = max(1, math.ceil((1.0 - left) / rate))
        raise RateLimited(
            _("Too many attempts. Try again in %(seconds)s s.") % {"seconds": wait_s},
            retry_after_s=wait_s,
        )


def forget(before: datetime) -> int:
    """Drop buckets not touched since; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_access_ratebucket WHERE updated_at < %s", [before])
        return int(cursor.rowcount)
