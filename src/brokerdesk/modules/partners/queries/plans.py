"""Plan versions as of an instant, parsed once per batch."""

from datetime import datetime

from ..engine import LevelPlan, parse_plan
from ..models import Plan, PlanVersion


class PlanBook:
    """Finds and parses plan versions; one per batch, so each is read once."""

    def __init__(self) -> None:
        self._versions: dict[int, list[PlanVersion]] = {}
        self._parsed: dict[int, LevelPlan] = {}
        self._defaults: dict[int, int | None] = {}

    def default_plan(self, brand_pk: int) -> int | None:
        """The brand's default plan."""
        if brand_pk not in self._defaults:
            self._defaults[brand_pk] = (
                Plan.objects.filter(brand_id=brand_pk, is_default=True)
                .values_list("pk", flat=True)
                .first()
            )
        return self._defaults[brand_pk]

    def version(self, plan_pk: int, at: datetime) -> PlanVersion | None:
        """The version that held at an instant."""
        if plan_pk not in self._versions:
            rows = PlanVersion.objects.select_related("plan").filter(plan_id=plan_pk)
            self._versions[plan_pk] = list(rows)
        for row in self._versions[plan_pk]:
            lower, upper = row.valid.lower, row.valid.upper
            if (lower is None or lower <= at) and (upper is None or at < upper):
                return row
        return None

    def parsed(self, version: PlanVersion) -> LevelPlan:
        """The version's body as the engine reads it."""
        if version.pk not in self._parsed:
            self._parsed[version.pk] = parse_plan(version.body)
        return self._parsed[version.pk]
