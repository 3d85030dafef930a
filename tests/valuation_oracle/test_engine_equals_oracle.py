"""In random worlds nothing that crosses a level is missed, and values are the oracle's."""

import random
from fractions import Fraction

import pytest

from brokerdesk.modules.valuation.engine import value

from .worlds import SERVER, START, World

ACCOUNTS, STEPS = 20, 120


@pytest.mark.parametrize("seed", range(8))
def test_no_crossing_is_missed(seed: int) -> None:
    world = World(random.Random(seed))
    told: dict[int, int] = {}
    crossings = peaks = 0
    for step in range(STEPS):
        _change(world, step)
        before = {pk: world.exact(pk) for pk in world.holdings}
        name, found = world.tick()
        moved = {pk: world.exact(pk) for pk in world.holdings if _is_valued(world, pk)}
        told |= dict(zip(*(part.tolist() for part in world.book.peaks()), strict=True))
        for pk, equity in moved.items():
            if equity == before[pk] or pk not in world.levels:
                continue
            risen = equity - world.peaks[pk]
            if risen > 0 and world.levels[pk].trail is not None:
                world.peaks[pk] = equity
                is_clear = risen > 4 * Fraction(world.book.band(pk))
                assert not is_clear or told.get(pk) == world.seq, (step, name, pk)
                peaks += is_clear
            crossed = world.crossed(pk, equity)
            crossings += crossed
            assert not crossed or pk in found, (step, name, pk)
            assert pk not in found or _is_near(world, pk, equity), (step, name, pk)
        assert len(found) == len(set(found))
        assert set(found) <= set(world.levels)
    assert crossings > STEPS
    assert peaks > 10


def _change(world: World, step: int) -> None:
    """Let accounts come, change, be watched and go."""
    draw = world.draw
    if step < ACCOUNTS or draw.random() < 0.3:
        pk = draw.randrange(ACCOUNTS)
        world.enter(pk)
        world.watch(pk)
    if draw.random() < 0.2 and world.holdings:
        world.watch(draw.choice(list(world.holdings)))
    if draw.random() < 0.05 and world.holdings:
        world.leave(draw.choice(list(world.holdings)))
    if draw.random() < 0.02:
        world.book.settle()


def _is_near(world: World, pk: int, equity: Fraction) -> bool:
    """Whether it crosses a level, or would within the guard bands of its equity and its peak."""
    band = 4 * Fraction(world.book.band(pk))
    return world.crossed(pk, equity + band) or world.crossed(pk, equity - band)


def _is_valued(world: World, pk: int) -> bool:
    return not any(line.symbol in ("BOND", "FLAT") for line in world.holdings[pk].lines)


@pytest.mark.parametrize("seed", range(20, 23))
def test_equities_and_values_are_the_oracles(seed: int) -> None:
    world = World(random.Random(seed))
    for pk in range(ACCOUNTS):
        world.enter(pk)
    for step in range(100):
        world.tick()
        if step % 7 == 0:
            world.enter(world.draw.randrange(ACCOUNTS))
        for pk in world.draw.sample(range(ACCOUNTS), 4):
            exact = world.exact(pk)
            prices = {(SERVER, name): price for name, price in world.prices.items()}
            valued = value(world.holdings[pk], world.book.catalogue, prices, START)
            assert Fraction(valued.equity) == exact
            near = abs(Fraction(world.book.equity(pk)) - exact)
            assert near <= Fraction(world.book.band(pk))
    pks, equities = world.book.equities()
    assert dict(zip(pks.tolist(), equities.tolist(), strict=True)) == {
        pk: world.book.equity(pk) for pk in world.holdings
    }
