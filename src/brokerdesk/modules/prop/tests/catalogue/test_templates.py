"""Templates parse, say where they are from, and hold the published examples of their firms."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from brokerdesk.kit.reading import Fields

from ...catalogue_data import Template, template, templates
from ...catalogue_data.changing import changed
from ...engine import Programme, doubts, fingerprint, parse_programme
from ...engine.growth import scaled
from ...engine.rewards import split_after
from ...terms import check, read_terms
from ..engine.cases import Body, closed, days, final, flat, hour, opened, state, tick, withdrawal
from ..engine.test_daily_examples import breached
from ..engine.test_overall_examples import after_days, closes

PRAGUE_NOON = "2026-03-03T12:00:00+01:00"


def every() -> Iterator[Any]:
    """Each template in each size and variant that it is offered in."""
    for one in templates().values():
        for size in one.sizes:
            initial = size["initial"]
            fitting = [v.code for v in one.variants if not v.sizes or initial in v.sizes]
            for code in ("", *fitting):
                yield pytest.param(one, initial, code, id=f"{one.code} {initial} {code}")


def of(code: str, size: str, variant: str = "") -> Body:
    """A template's document."""
    return template(code).document(size, variant)


def funded(code: str, size: str, variant: str = "") -> Body:
    """Its last phase alone."""
    document = of(code, size, variant)
    return document | {"phases": document["phases"][-1:]}


def read(document: Body) -> Programme:
    return parse_programme(Fields("", document))


def day_two(body: Body, balance: int, equity: int) -> Body:
    """The second day begins with a balance and an equity."""
    return final(body, state(hour(1), balance, equity), tick(hour(0, 2)))


def test_there_are_templates_of_more_than_twelve_programmes() -> None:
    assert len(templates()) >= 12
    assert all("-style" in one.title and "2026-11" in one.title for one in templates().values())


@pytest.mark.parametrize(("one", "size", "variant"), list(every()))
def test_each_is_a_programme_beyond_doubt(one: Template, size: str, variant: str) -> None:
    programme = read(one.document(size, variant))
    assert programme.initial_balance == int(size)
    assert not doubts(programme)
    funded_ones = [phase for phase in programme.phases if phase.funded]
    assert [phase.split is not None for phase in funded_ones] == [True]


@pytest.mark.parametrize("one", templates().values(), ids=templates())
def test_each_says_where_it_is_from(one: Template) -> None:
    origin = one.origin(one.sizes[0]["initial"])
    assert origin["as_of"] == "2026-11-23"
    assert origin["pages"]
    assert set(origin["evidence"]) <= {"F", "S", "C", "D"}


@pytest.mark.parametrize("one", templates().values(), ids=templates())
def test_each_variant_is_another_programme(one: Template) -> None:
    for variant in one.variants:
        size = variant.sizes[0] if variant.sizes else one.sizes[0]["initial"]
        plain, other = read(one.document(size)), read(one.document(size, variant.code))
        assert fingerprint(plain) != fingerprint(other)


@pytest.mark.parametrize(
    ("code", "floor"),
    [
        ("ftmo-2-step", "100000"), ("fundednext-stellar-2-step", "100000"),
        ("the5ers-high-stakes", "101650"), ("fundingpips-2-step", "101650"),
        ("alpha-pro-10", "99750"), ("blue-guardian-2-step", "103000"),
    ],
)  # fmt: skip
def test_the_differential_vector(code: str, floor: str) -> None:
    assert day_two(of(code, "100000"), 105000, 107000)["daily_floor"] == floor


def test_d01_to_d03_ftmo() -> None:
    body = of("ftmo-2-step", "200000")
    assert final(body, flat(hour(1), 192000))["permitted_loss"] == "2000"
    gained = flat(PRAGUE_NOON, 204000)
    late = state("2026-03-03T23:59:00+01:00", 204000, 191000, open_positions=1)
    assert final(body, gained)["permitted_loss"] == "14000"
    assert not breached(body, gained, late)
    assert breached(body, gained, late, tick("2026-03-04T00:00:00+01:00"))


@pytest.mark.parametrize(
    ("code", "room", "overall"),
    [("stellar-1-step", "3000", "94000"), ("stellar-lite", "4000", "92000"),
     ("stellar-2-step", "5000", "90000")],
)  # fmt: skip
def test_d04_to_d07_fundednext(code: str, room: str, overall: str) -> None:
    body = of(f"fundednext-{code}", "100000")
    found = final(body)
    assert (found["permitted_loss"], found["overall_floor"]) == (room, overall)
    if code == "stellar-2-step":
        assert final(body, flat(hour(1), 102000))["permitted_loss"] == "7000"
        assert final(body, tick(hour(0, 1)), flat(hour(1, 1), 99500))["permitted_loss"] == "4500"


def test_d12_d13_alpha_pro() -> None:
    for equity, room in ((101000, "6000"), (99000, "4000")):
        found = day_two(of("alpha-pro-10", "100000"), 100000, equity)
        assert (found["daily_floor"], found["permitted_loss"]) == ("95000", room)


def test_d14_breakout_s_older_page() -> None:
    body = of("breakout-1-step", "100000", "daily-4")
    assert final(body, flat(hour(1), 105000), tick(hour(20)))["daily_floor"] == "100800"


def test_m01_m02_ftmo() -> None:
    body = of("ftmo-2-step", "100000")
    low = [flat(hour(1), 95500), tick(hour(0, 1)), flat(hour(1, 1), 92000), tick(hour(0, 2))]
    assert not breached(body, *low, state(hour(1, 2), 92000, 90000))
    assert breached(body, *low, state(hour(1, 2), 92000, 89999))
    ends = after_days(of("ftmo-1-step", "100000"), 104000, 103000)
    assert ends == ["90000", "94000", "94000"]
    assert after_days(of("ftmo-2-step", "100000", "trailing"), 104000)[1] == "94000"


def test_m03_topstep() -> None:
    found = after_days(funded("topstep-combine", "50000"), 50500, 50000, 52500, 60000)
    assert found == ["48000", "48500", "48500", "50000", "50000"]


@pytest.mark.parametrize(
    ("code", "size", "balances", "expected"),
    [
        ("e8-one", "100000", (101000, 106000), "94000 95000 100000"),
        ("alpha-one", "100000", (102000, 106000), "94000 96000 100000"),
        ("fundednext-stellar-instant", "10000", (10200, 10100, 10500, 11100),
         "9400 9600 9600 9900 10000"),
        ("fundednext-stellar-instant", "5000", (5200, 5100, 5300), "4700 4900 4900 5000"),
    ],
)  # fmt: skip
def test_m07_to_m10_the_closed_balance_trails(
    code: str, size: str, balances: tuple[int, ...], expected: str
) -> None:
    assert closes(funded(code, size), *balances) == expected.split()


def test_m16_to_m20_apex() -> None:
    legacy = of("apex-intraday", "50000", "legacy")
    peak = [state(hour(1), 50000, 50875, open_positions=1), flat(hour(2), 50100)]
    found = final(legacy, *peak)
    assert (found["overall_floor"], found["permitted_loss"]) == ("48375", "1725")
    other = final(legacy, state(hour(1), 50000, 50610), flat(hour(2), 49500))
    assert other["permitted_loss"] == "1390"
    paid = funded("apex-intraday", "50000", "legacy")
    assert final(paid, state(hour(1), 50000, 54000))["overall_floor"] == "50100"
    newer = of("apex-intraday", "50000")
    assert final(newer, state(hour(1), 50000, 50900))["overall_floor"] == "48900"
    eod = final(of("apex-eod", "50000"), flat(hour(1), 49700))
    assert (eod["permitted_loss"], eod["overall_floor"]) == ("700", "48000")
    stops = of("apex-intraday", "50000", "stops")
    high = state(hour(1), 50000, 53000, open_positions=1)
    assert final(stops, high)["overall_floor"] == "51000"
    assert final(stops, high, state(hour(2), 50000, 54000))["overall_floor"] == "51000"


def test_p01_to_p03_a_payout_leaves_its_buffer() -> None:
    found = final(funded("e8-one", "100000"), flat(hour(1), 103000), withdrawal(hour(2), 3000))
    assert (found["balance"], found["overall_floor"]) == ("100000", "97000")
    body = of("fundednext-stellar-instant", "5000")
    assert final(body, flat(hour(1), 5500), withdrawal(hour(2), 500))["status"] == "failed"
    for balance, amount, left in ((5500, 300, "200"), (5200, 200, "100")):
        found = final(body, flat(hour(1), balance), withdrawal(hour(2), amount))
        assert (found["status"], found["permitted_loss"]) == ("funded", left)


def test_c01_c11_the_best_day_of_ftmo_s_1_step() -> None:
    body = of("ftmo-1-step", "100000")
    found = final(body, *days(5000))
    assert (found["best_day_share"], found["consistency_met"]) == ("1", False)
    assert final(funded("ftmo-1-step", "100000"), *days(5000, 2500, 2500))["consistency_met"]
    path = days(5000, -1000, 5500)
    net = final(funded("ftmo-1-step", "100000"), *path)
    positive = final(funded("ftmo-1-step", "100000", "positive-days"), *path)
    assert (net["best_day_share"], positive["best_day_share"]) == ("0.578947", "0.52381")


def test_c04_c06_e8_and_topstep() -> None:
    e8 = funded("e8-one", "100000")
    assert final(e8, *days(500, 550, -150, 600, 400))["consistency_met"]
    assert not final(e8, *days(1100, 1500, 900, -400))["consistency_met"]
    older = of("topstep-combine", "50000", "older")
    assert final(older, *days(900, 700, 600, 600))["consistency_met"]
    assert not final(older, *days(1000, 750, 750))["consistency_met"]


def test_c14_a_trade_held_for_days_counts_once_at_ftmo() -> None:
    held = [opened(hour(1)), closed(hour(1, 3), 100)]
    assert final(of("ftmo-2-step", "100000"), *held)["trading_days"] == 1


def test_the_lock_of_zero_fits_one_of_its_readings_only() -> None:
    up = state(hour(1), 100000, 105000, open_positions=1)
    assert final(of("fundingpips-zero", "100000"), up)["overall_floor"] == "99750"
    assert final(of("fundingpips-zero", "100000", "of-initial"), up)["overall_floor"] == "100000"


@pytest.mark.parametrize("place", ["phases[9].max_lots", "phases[0].max_lots.lots", "name"])
def test_a_change_of_what_is_not_there_is_refused(place: str) -> None:
    with pytest.raises(KeyError):
        changed(of("ftmo-2-step", "100000"), {place: "1"})


def test_an_unknown_size_or_variant_is_refused() -> None:
    with pytest.raises(KeyError):
        of("ftmo-2-step", "1")
    with pytest.raises(KeyError):
        of("apex-intraday", "25000", "legacy")


@pytest.mark.parametrize(("one", "size", "variant"), list(every()))
def test_its_terms_go_with_its_rules(one: Template, size: str, variant: str) -> None:
    given = {"fee": {"amount": "100", "currency": "USD"}, "products": ["trp_x"]}
    terms = read_terms(one.terms(size) | given)
    assert check(read(one.document(size, variant)), terms) == ()


def test_the_terms_of_ftmo_grow_as_published() -> None:
    given = {"fee": {"amount": "100", "currency": "USD"}, "products": ["trp_x"]}
    terms = read_terms(template("ftmo-2-step").terms("200000") | given)
    assert terms.scaling is not None
    sizes = [scaled(Decimal(400000), terms.scaling, n) for n in range(1, 5)]
    assert sizes == [500000, 600000, 700000, 800000]
    assert terms.refund_fee_at == 1
    assert [split_after(terms.split, n) for n in range(3)] == [
        Decimal(s) for s in ("0.8", "0.9", "0.9")
    ]
