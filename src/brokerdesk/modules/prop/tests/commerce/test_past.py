"""Results of past positions, in multiples of what a trade is taken to risk."""

from decimal import Decimal

import pytest

from ...errors import LabRunInvalid
from ...lab import read_trader
from ...services.lab.history import past_results
from .conftest import DAY, Shop


def test_multiples_of_the_risk(shop: Shop) -> None:
    attempt = shop.funded()
    since = shop.at
    for number in range(29):
        shop.trade(attempt, str(number * 100 - 1000))
    brand = shop.world.brand.pk
    with pytest.raises(LabRunInvalid):
        past_results(brand, since, shop.at + DAY, Decimal(1))
    shop.trade(attempt, "250")
    found = past_results(brand, since, shop.at + DAY, Decimal(1))
    assert sorted(Decimal(one) for one in found)[0] == -1
    assert Decimal("0.25") in [Decimal(one) for one in found]
    assert len(read_trader({"history": found}).history) == 30
    with pytest.raises(LabRunInvalid):
        past_results(brand + 1, since, shop.at + DAY, Decimal(1))
