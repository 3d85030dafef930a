"""The house's result: clients + house + passed on = 0, whatever happens between marks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from brokerdesk.core.actors import Actor
from brokerdesk.modules.brands.queries import entities
from brokerdesk.modules.trading.testing import START

from ..errors import BookInvalid
from ..models import BookTag, FloatingMark, MarkRun
from ..queries.books import book_counts, book_history, book_of
from ..queries.house import House, Wanted, house
from ..services.book_rules import RuleDraft, apply_rules, moves, save_rule
from ..services.books import Tag, set_book
from ..services.marks import mark_due
from ..types import Book, ResultBy
from .conftest import Desk, get, later

D = Decimal
DANA = Actor("staff", "stf_dana", "dana")
DAY = timedelta(days=1)
MORNING = datetime(2026, 3, 2, 0, 1, tzinfo=UTC)


def day(n: int, hour: int = 0, minute: int = 1) -> datetime:
    """An hour of a day of March."""
    return datetime(2026, 3, n, hour, minute, tzinfo=UTC)


def result(by: ResultBy = ResultBy.DAY, first: int = 1, last: int = 31) -> House:
    wanted = Wanted(None, "USD", date(2026, 3, first), date(2026, 3, last), by)
    return house(wanted, at=later(24 * 20))


def near(value: Decimal, wanted: str | Decimal | int) -> bool:
    return abs(value - D(wanted)) < D("0.0001")


def tag(desk: Desk, book: Book | None, share: str = "1", *, at: datetime) -> None:
    given = Tag(book, D(share)) if book else None
    set_book(desk.alice.public_id, given, reason="large", actor=DANA, at=at)


def test_days_are_told_apart_by_marks(desk: Desk) -> None:
    held = desk.position(desk.alice, "US30", "buy", "10", "39000")
    assert mark_due(at=day(2)) == 1
    assert mark_due(at=day(2, 9)) == 0
    desk.close(desk.alice, "150", at=day(2, 12), commission=D(-7), swap=D(-3))
    desk.quote("US30", "39900", "39904")
    mark_due(at=day(3))
    desk.close(desk.alice, "9100", at=day(3, 10))
    held.delete()
    found = result()
    assert [line.name for line in found.lines] == ["2026-03-02", "2026-03-03"]
    second, third = found.lines
    assert (second.closed, second.charges, second.floating) == (D(147), D(-7), D(-1000))
    assert (second.clients, second.house) == (D(-860), D(860))
    assert (third.closed, third.floating, third.house) == (D(9100), D(-9000), D(-100))
    assert found.since == day(2)
    assert sum(line.trades for line in found.lines) == 2


def test_before_the_first_mark_nothing_is_told(desk: Desk) -> None:
    desk.close(desk.alice, "150", at=day(2, 12))
    found = result()
    assert (found.lines, found.since) == ((), None)


def test_each_book_has_what_arose_in_it(desk: Desk) -> None:
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    mark_due(at=day(2))
    desk.quote("US30", "40100", "40104")
    desk.close(desk.alice, "20", at=day(2, 10), commission=D(-2))
    tag(desk, Book.A, "0.75", at=day(2, 11))
    desk.quote("US30", "40500", "40504")
    desk.close(desk.alice, "40", at=day(2, 12), commission=D(-2))
    lines = {line.name: line for line in result(ResultBy.BOOK).lines}
    assert (lines[""].floating, lines[""].closed) == (D(100), D(20))
    assert (lines["A"].floating, lines["A"].closed) == (D(400), D(40))
    assert lines[""].house == -118
    assert near(lines["A"].house, -440 * D("0.25") + 2)
    assert near(lines["A"].passed_on, -440 * D("0.75"))
    for line in lines.values():
        assert near(line.clients + line.house + line.passed_on, 0)


@pytest.mark.parametrize("by", list(ResultBy))
def test_nothing_is_lost_by_any_name(desk: Desk, by: ResultBy) -> None:
    """The oracle adds accounts up one by one: what their equity changed by, without deposits."""
    desk.position(desk.alice, "US30", "buy", "1", "40000")
    held = desk.position(desk.bob, "EURUSD", "sell", "0.3", "1.1050", swap=D("-1.5"))
    mark_due(at=day(2))
    desk.close(desk.bob, "12.34", at=day(2, 10), commission=D("-1.1"))
    tag(desk, Book.A, "0.4", at=day(2, 11))
    desk.quote("US30", "40700", "40703")
    mark_due(at=day(3))
    tag(desk, Book.B, at=day(3, 1))
    desk.close(desk.bob, "100", at=day(3, 10))
    held.delete()
    tag(desk, None, at=day(3, 12))
    desk.quote("US30", "40300", "40303")
    lines = result(by).lines
    # Bob's position was worth (1.1050 - 1.1002) * 30,000 USD at EUR/USD 1.1001, less 1.5 EUR.
    mid = D("1.1001")
    bob = D("12.34") - D("1.1") + 100 - (144 / mid - D("1.5"))
    oracle = 300 + bob * mid
    assert near(sum((line.clients for line in lines), D(0)), oracle)
    assert near(sum((line.house + line.passed_on for line in lines), D(0)), -oracle)
    passed = sum((line.passed_on for line in lines), D(0))
    assert near(passed, -700 * D("0.4"))


def test_a_day_is_of_the_entitys_zone(desk: Desk) -> None:
    get("brands", "LegalEntity").objects.update(reporting_zone="Asia/Tokyo")
    mark_due(at=datetime(2026, 3, 2, 15, 1, tzinfo=UTC))
    assert str(MarkRun.objects.get().on) == "2026-03-03"
    assert mark_due(at=datetime(2026, 3, 3, 14, 59, tzinfo=UTC)) == 0


def test_without_a_price_the_platforms_own_figure_counts(desk: Desk) -> None:
    get("trading", "Quote").objects.all().delete()
    desk.position(desk.alice, "US30", "buy", "1", "40000", profit=D(33), swap=D(-1))
    mark_due(at=day(2))
    assert FloatingMark.objects.get().floating == 32
    assert MarkRun.objects.get().unpriced == 1
    assert result().unpriced == 1


def test_results_keep_the_rates_of_their_day(desk: Desk) -> None:
    mark_due(at=day(2))
    desk.close(desk.bob, "100", at=day(2, 10))
    mark_due(at=day(3))
    desk.quote("EURUSD", "2.0000", "2.0000")
    (line,) = [line for line in result().lines if line.closed]
    assert near(line.closed, "110.01")


def test_what_has_no_rate_is_named(desk: Desk) -> None:
    mark_due(at=day(2))
    desk.close(desk.bob, "100", at=day(2, 10))
    get("trading", "Quote").objects.all().delete()
    assert result().unconverted == {"EUR": D(100)}


def test_a_book_as_of_any_instant(desk: Desk) -> None:
    tag(desk, Book.A, "0.5", at=day(2, 10))
    tag(desk, Book.A, "0.5", at=day(2, 11))
    tag(desk, Book.B, at=day(2, 12))
    tag(desk, None, at=day(2, 13))
    pk = desk.alice.pk
    held = [book_of(pk, day(2, hour)) for hour in (9, 10, 12, 13)]
    assert [row.book if row else "" for row in held] == ["", "A", "B", ""]
    assert [(row.book, row.since, row.by) for row in book_history(pk)] == [
        ("B", day(2, 12), DANA.ref), ("A", day(2, 10), DANA.ref),
    ]  # fmt: skip
    get("trading", "Account").objects.update(created_at=START - DAY)
    assert book_counts(None, day(2, 10)) == {"": 1, "A": 1}


def test_two_books_at_once_are_refused_by_the_database(desk: Desk) -> None:
    tag(desk, Book.A, at=day(2, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        BookTag.objects.create(
            account=desk.alice, book="B", valid=(day(2, 9), None), by="x", reason=""
        )


def test_refusals_change_nothing(desk: Desk) -> None:
    with pytest.raises(BookInvalid):
        tag(desk, Book.A, "1.5", at=day(2, 10))
    for given in ({"lots": "1"}, {"lots_30d_at_least": "many"}, {"lots_30d_at_least": "NaN"}):
        with pytest.raises(BookInvalid):
            save_rule(RuleDraft("x", Book.A, conditions=given), actor=DANA, at=later())
    assert not BookTag.objects.exists()


def test_rules_move_who_is_not_held_by_a_person(desk: Desk) -> None:
    desk.close(desk.alice, "6000", at=START, lots="120")
    desk.close(desk.bob, "5000", at=START, lots="10")
    at = later()
    large = {"lots_30d_at_least": "100"}
    save_rule(RuleDraft("Large", Book.A, D("0.5"), conditions=large, sort=10), actor=DANA, at=at)
    winners = RuleDraft("Winners", Book.A, conditions={"net_profit_30d_at_least": "5400"}, sort=20)
    save_rule(winners, actor=DANA, at=at)
    rest = save_rule(RuleDraft("All others", Book.B, sort=900), actor=DANA, at=at)
    found = {move.login: move for move in moves(at=at)}
    assert [(found[n].book, found[n].rule) for n in (1001, 1002)] == [
        ("A", "Large"), ("A", "Winners"),
    ]  # fmt: skip
    assert apply_rules(at=at) == 2
    assert apply_rules(at=at) == 0
    tag(desk, Book.B, at=at + timedelta(hours=1))
    assert moves(at=at + timedelta(hours=2)) == []
    later_on = at + timedelta(days=40)
    assert [(m.login, m.was, m.book) for m in moves(at=later_on)] == [(1002, "A", "B")]
    rest.enabled = False
    assert [(m.login, m.book) for m in moves(at=later_on, instead=[rest])] == [(1002, "")]


def test_only_the_masked_are_moved(desk: Desk) -> None:
    draft = RuleDraft("Euro", Book.A, group_mask="live\\*-EUR", brand_pk=desk.alice.brand_id)
    save_rule(draft, actor=DANA, at=later())
    assert [move.login for move in moves(at=later())] == [1002]
    assert len(entities()) == 1
