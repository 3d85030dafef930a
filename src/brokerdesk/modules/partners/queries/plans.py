"""Plan versions as of an instant, parsed once per batch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from brokerdesk.core.db import read_rows

from ..engine import Plan, parse_plan

_DEFAULT = "SELECT id FROM partners_plan WHERE brand_id = %s AND is_default"
_VERSIONS = """
SELECT v.id, v.version, p.name, p.currency, lower(v.valid), upper(v.valid), v.body
FROM partners_planversion v JOIN partners_plan p ON p.id = v.plan_id WHERE v.plan_id = %s
"""


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A plan's version as accruing needs it; it held from `lower` to `upper` (exclusive)."""

    pk: int
    version: int
    plan_name: str
    currency: str
    lower: datetime | None
    upper: datetime | None
    body: dict[str, Any]


class PlanBook:
    """Finds and parses plan versions; one per batch, so each is read once."""

    def __init__(self) -> None:
        self._versions: dict[int, list[HeldVersion]] = {}
        self._parsed: dict[int, Plan] = {}
        self._defaults: dict[int, int | None] = {}

    def default_plan(self, brand_pk: int) -> int | None:
        """The brand's default plan."""
        if brand_pk not in self._defaults:
            found = read_rows(_DEFAULT, [brand_pk])
            self._defaults[brand_pk] = found[0][0] if found else None
        return self._defaults[brand_pk]

    def version(self, plan_pk: int, at: datetime) -> HeldVersion | None:
        """The version that held at an instant."""
        if plan_pk not in self._versions:
            rows = read_rows(_VERSIONS, [plan_pk])
            self._versions[plan_pk] = [HeldVersion(*row) for row in rows]
        for row in self._versions[plan_pk]:
            if (row.lower is None or row.lower <= at) and (row.upper is None or at < row.upper):
                return row
        return None

    def parsed(self, version: HeldVersion) -> Plan:
        """The version's body as the engine reads it."""
        if version.pk not in self._parsed:
            self._parsed[version.pk] = parse_plan(version.body, currency=version.currency)
        return self._parsed[version.pk]
