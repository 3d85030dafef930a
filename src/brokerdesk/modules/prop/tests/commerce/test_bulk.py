"""One thing done to many challenges: each by itself, once, with its own result."""

from typing import Any

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit.models import AuditEntry
from brokerdesk.kit.clock import fixed
from brokerdesk.modules.clients.testing import make_staff

from ...errors import BulkInvalid, ReasonMissing, WrongAttemptState
from ...models import Action, Attempt, BulkRun
from ...services.bulk import BulkWish, begin_bulk, foreseen, next_row, work_bulk
from ...services.lifecycle import block_attempt, end_attempt, unblock_attempt
from ...services.payouts.freezing import freeze, unfreeze
from ...types import BulkKind
from .conftest import CHALLENGE, FINN, FUNDED, Shop, rule


def attempts(shop: Shop, many: int = 2, **phase: Any) -> list[Attempt]:
    programme = shop.sell("many", phases=[phase or CHALLENGE, FUNDED])
    for number in range(many):
        shop.fill("155", key=f"m{number}")
        order = shop.order(programme, key=f"m{number}", pay_now=True)
        shop.provision(Attempt.objects.get(order=order))
    return list(Attempt.objects.order_by("pk"))


@pytest.fixture
def boss(shop: Shop) -> Actor:
    """Somebody who may."""
    row = make_staff("Boss", "administrator")
    return Actor("staff", row.public_id, row.name)


def run(shop: Shop, wish: BulkWish, boss: Actor) -> BulkRun:
    """Begun, and done."""
    made = begin_bulk(shop.world.brand.pk, wish, actor=boss, at=shop.at)
    with fixed(shop.at):
        work_bulk(made.public_id)
    made.refresh_from_db()
    return made


def ids(rows: list[Attempt]) -> tuple[str, ...]:
    return tuple(one.public_id for one in rows)


def states(made: BulkRun) -> list[str]:
    return [row["state"] for row in made.rows]


def test_blocked_and_allowed(shop: Shop, boss: Actor) -> None:
    rows = attempts(shop)
    made = run(shop, BulkWish(BulkKind.BLOCK, ids(rows), "feed is down"), boss)
    assert (made.state, states(made)) == ("done", ["done", "done"])
    assert list(Action.objects.values_list("kind", flat=True)) == ["block", "block"]
    again = run(shop, BulkWish(BulkKind.BLOCK, ids(rows), "again"), boss)
    assert states(again) == ["failed", "failed"]
    assert "blocked already" in again.rows[0]["said"]
    run(shop, BulkWish(BulkKind.UNBLOCK, ids(rows), "feed is back"), boss)
    assert Action.objects.filter(kind="unblock").count() == 2
    assert not next_row(made.public_id, at=shop.at)
    assert AuditEntry.objects.filter(action="prop.attempt_blocked").count() == 2


def test_more_days_and_an_end(shop: Shop, boss: Actor) -> None:
    limited = CHALLENGE | {"rules": [*CHALLENGE["rules"], rule("max_days", days=30)]}
    rows = attempts(shop, **limited)
    other = attempts_of_unlimited(shop)
    wish = BulkWish(BulkKind.EXTEND, ids([*rows, other]), "platform was down", 5)
    unlimited = "the phase has no limit of days"
    assert list(foreseen(BulkKind.EXTEND, [*rows, other]).values()) == ["", "", unlimited]
    made = run(shop, wish, boss)
    assert states(made) == ["done", "done", "failed"]
    stage = rows[0].stages.get()
    days = [one["days"] for one in stage.document["phases"][0]["rules"] if "days" in one]
    assert 35 in days
    end_attempt(rows[0].public_id, "asked", actor=FINN, at=shop.at)
    ended = run(shop, BulkWish(BulkKind.END, ids(rows), "over"), boss)
    assert states(ended) == ["failed", "done"]


def attempts_of_unlimited(shop: Shop) -> Attempt:
    shop.fill("155", key="u")
    order = shop.order(key="u", pay_now=True)
    attempt = Attempt.objects.get(order=order)
    shop.provision(attempt)
    return attempt


def test_who_may_not_any_more(shop: Shop) -> None:
    rows = attempts(shop, 1)
    wish = BulkWish(BulkKind.END, ids(rows), "over")
    made = begin_bulk(shop.world.brand.pk, wish, actor=FINN, at=shop.at)
    work_bulk(made.public_id)
    made.refresh_from_db()
    assert states(made) == ["failed"]


@pytest.mark.parametrize(
    ("kind", "chosen", "reason", "days"),
    [
        (BulkKind.BLOCK, 0, "x", None),
        (BulkKind.BLOCK, 1, " ", None),
        (BulkKind.BLOCK, 1, "x", 3),
        (BulkKind.EXTEND, 1, "x", None),
        (BulkKind.EXTEND, 1, "x", 999),
        (BulkKind.BLOCK, 2, "x", None),
    ],
)
def test_what_cannot_be_meant(
    shop: Shop, kind: BulkKind, chosen: int, reason: str, days: int | None
) -> None:
    mine = ids(attempts(shop, 1)) * chosen
    wish = BulkWish(kind, mine, reason, days)
    with pytest.raises(BulkInvalid):
        begin_bulk(shop.world.brand.pk, wish, actor=FINN, at=shop.at)
    with pytest.raises(BulkInvalid):
        begin_bulk(
            shop.world.brand.pk + 1, BulkWish(BulkKind.BLOCK, mine[:1], "x"),
            actor=FINN, at=shop.at,
        )  # fmt: skip
    assert not BulkRun.objects.exists()


def test_a_block_outlasts_what_the_house_itself_asks_for(shop: Shop) -> None:
    attempt = shop.funded()
    with pytest.raises(ReasonMissing):
        block_attempt(attempt.public_id, reason=" ", actor=FINN, at=shop.at)
    with pytest.raises(WrongAttemptState):
        unblock_attempt(attempt.public_id, reason="x", actor=FINN, at=shop.at)
    block_attempt(attempt.public_id, reason="asked", actor=FINN, at=shop.at)
    freeze(attempt.public_id, at=shop.at)
    unfreeze(attempt.public_id, at=shop.at)
    assert not Action.objects.filter(kind="unblock").exists()
    unblock_attempt(attempt.public_id, reason="done", actor=FINN, at=shop.at)
    assert Action.objects.filter(kind="unblock").count() == 1
