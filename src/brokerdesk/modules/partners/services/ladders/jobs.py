"""Evaluating ranks by the clock."""

from brokerdesk.core.jobs import periodic
from brokerdesk.modules.brands.queries import brands

from .evaluating import evaluate_some


@periodic(every_s=600)
def evaluate_ranks() -> None:
    """Evaluate the day that ended last in each brand's zone, once per partner."""
    for brand in brands():
        while evaluate_some(brand.pk):
            pass
