"""The property on each platform. FAULT_EXAMPLES plays more plans, `make faults` records them."""

import os

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from .life import Life
from .places import PLACES
from .plans import EVERYTHING, PLANS, Step

EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", "3"))


@pytest.mark.parametrize("kind", PLACES)
def test_any_interleaving_of_faults_costs_nothing(fresh_db: str, kind: str) -> None:
    with PLACES[kind]() as place, Life(place).lived() as life:

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            derandomize="FAULT_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck),
        )
        @example(EVERYTHING)
        @given(PLANS)
        def play(steps: list[Step]) -> None:
            life.play(steps)
            life.prove()

        play()
