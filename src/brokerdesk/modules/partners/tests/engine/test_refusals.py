"""Cases that are refused: nothing on stdout, one line on stderr that names the culprit."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from brokerdesk.surfaces.cli.main import main

from .cases import Body, case, deal, partners, plan, rule, run

NOON = "2026-03-01T12:00:00Z"
SPLIT = {"distribution": "split", "keep": ["0.5"]}


def put(path: str, value: object) -> Callable[[Body], None]:
    """Set what stands at a path such as deals.0.lots."""

    def change(body: Body) -> None:
        *above, last = path.split(".")
        at: Any = body
        for name in above:
            at = at[int(name)] if isinstance(at, list) else at[name]
        at[last] = value

    return change


def drop(path: str) -> Callable[[Body], None]:
    def change(body: Body) -> None:
        *above, last = path.split(".")
        at: Any = body
        for name in above:
            at = at[int(name)] if isinstance(at, list) else at[name]
        del at[last]

    return change


def full() -> Body:
    """A case in which every object of the format occurs."""
    return case(
        plan(rebate={"share": "0.4", "funded_by": "broker"}, filters={"min_points": 1}),
        chain=2,
        fx={"EUR/USD": "1.1"},
    )


UNKNOWN = ["colour", "plan.colour", "plan.filters.colour", "plan.rebate.colour"] + [
    f"{name}.0.colour" for name in ("plan.rules", "partners", "clients", "symbols", "deals")
]
MISSING = [
    "plan", "partners", "clients", "symbols", "deals", "plan.name", "plan.version",
    "plan.currency", "plan.distribution", "plan.levels", "plan.rules", "plan.rules.0.basis",
    "plan.rules.0.value", "plan.rebate.share", "plan.rebate.funded_by", "partners.0.id",
    "clients.0.id", "clients.0.partner", "symbols.0.symbol", "symbols.0.group",
    "symbols.0.contract_size", "symbols.0.point", "symbols.0.pip", "symbols.0.quote_to_plan",
    "deals.0.id", "deals.0.client", "deals.0.symbol", "deals.0.account_type", "deals.0.lots",
    "deals.0.opened_at", "deals.0.closed_at", "deals.0.open_price", "deals.0.close_price",
    "deals.0.currency",
]  # fmt: skip
WRONG: list[tuple[str, object]] = [
    ("plan", []), ("partners", {}), ("deals.0.lots", 1), ("deals.0.lots", "1e3"),
    ("deals.0.lots", "-1"), ("deals.0.lots", "+1"), ("deals.0.lots", " 1"), ("deals.0.lots", ".5"),
    ("deals.0.lots", "5."), ("deals.0.lots", "١"), ("deals.0.lots", None), ("deals.0.lots", "NaN"),
    ("deals.0.commission", 7), ("deals.0.profit", "--1"), ("deals.0.deleted", "false"),
    ("deals.0.deleted", 0), ("deals.0.id", 1), ("deals.0.closed_at", "2026-03-01T10:00:00"),
    ("deals.0.closed_at", "2026-03-01"), ("deals.0.closed_at", "2026-02-30T10:00:00Z"),
    ("deals.0.closed_at", 1767225600), ("plan.filters.min_points", "30"),
    ("plan.filters.min_points", True), ("plan.filters.min_points", 1.5),
    ("plan.filters.min_duration_s", -1), ("plan.filters.max_spread_points", 35),
    ("plan.time_zone", "Mars/Olympus"), ("plan.currency", "dollars"), ("plan.levels", "3"),
    ("plan.levels", [3]), ("plan.keep", [None]), ("plan.slices", ["1"]), ("plan.version", 1),
    ("plan.rules.0.symbol", 1), ("plan.rules.0.charge_on", None), ("fx", {"EUR/USD": 1.1}),
    ("fx", {"EURUSD": "1.1"}), ("partners.0.rate", 5), ("partners.0.multiplier", None),
    ("clients.0.self_referral", None), ("clients.0.partner", 1),
]  # fmt: skip
CHOICES: list[tuple[str, object]] = [
    ("plan.distribution", "magic"), ("plan.rules.0.basis", "luck"),
    ("plan.rules.0.charge_on", "never"), ("plan.rebate.funded_by", "nobody"),
    ("partners.0.status", "applied"),
]  # fmt: skip


def refused(body: Body | bytes, names: str, output: pytest.CaptureFixture[str]) -> None:
    assert run(body) == 1
    out, err = output.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert names in err


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_unknown_key_is_named(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = full()
    put(path, "red")(body)
    refused(body, "colour: unknown key", capsys)


@pytest.mark.parametrize("path", MISSING)
def test_a_missing_key_is_named(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = full()
    drop(path)(body)
    refused(body, f"{path.split('.')[-1]}: ", capsys)


@pytest.mark.parametrize(("path", "value"), WRONG + CHOICES)
def test_a_wrong_value_is_named(
    path: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    body = full()
    put(path, value)(body)
    refused(body, path.split(".")[-1], capsys)


@pytest.mark.parametrize("path", MISSING)
def test_a_required_value_is_not_null(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = full()
    put(path, None)(body)
    if path == "clients.0.partner":
        assert run(body) == 0
    else:
        refused(body, path.split(".")[-1], capsys)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"distribution": "split"}, "keep"),
        ({"distribution": "rank_slices"}, "slices"),
        ({"distribution": "percent_of_sub"}, "percent_of_sub"),
        ({"distribution": "ratio", "levels": None}, "levels"),
        (SPLIT | {"keep": ["0.5", "1.01"]}, "keep[1]"),
        ({"rebate": {"share": "1.01", "funded_by": "broker"}}, "share"),
        ({"percent_of_sub": "1"}, "percent_of_sub"),
        ({"rules": [rule(symbol="EURUSD", symbol_group="fx_majors")]}, "rules[0].symbol_group"),
        ({"rules": [rule(), rule("pip", "2")]}, "rules[1]"),
        ({"rules": [rule(account_type="A"), rule(account_type="A")]}, "rules[1]"),
        ({"rules": [rule(symbol="GBPUSD")]}, "GBPUSD"),
        ({"rules": [rule(partner="p9")]}, "p9"),
    ],
)
def test_a_plan_that_contradicts_itself(
    more: Body, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused(case(plan(**more)), key, capsys)


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"partners": [{"id": "p1", "from": NOON}, {"id": "p1", "from": NOON}]}, "p1"),
        ({"partners": [{"id": "p1"}, {"id": "p1", "from": None}]}, "p1"),
        ({"partners": [{"id": "p1", "parent": "p9"}]}, "p9"),
        ({"partners": [{"id": "p1", "parent": "p1"}]}, "p1"),
        ({"partners": [{"id": "p1", "parent": "p2"}, {"id": "p2", "parent": "p1"}]}, "p1"),
        ({"clients": [{"id": "c1", "partner": "p9"}]}, "p9"),
        ({"clients": [{"id": "c1", "partner": "p1"}] * 2}, "c1"),
        (
            {
                "clients": [
                    {"id": "c1", "partner": "p1", "to": "2026-03-01T12:00:00.000001Z"},
                    {"id": "c1", "partner": "p1", "from": NOON},
                ]
            },
            "c1",
        ),
        ({"deals": [deal(symbol="GBPUSD")]}, "GBPUSD"),
        ({"deals": [deal("d7", closed_at="2026-03-01T08:59:59Z")]}, "d7"),
        ({"deals": [deal("d7"), deal("d7", lots="2")]}, "d7"),
    ],
)
def test_rows_that_do_not_fit(more: Body, names: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(case(**more), names, capsys)


@pytest.mark.parametrize("fx", [{}, {"EUR/GBP": "1", "GBP/USD": "1"}, {"USD/EUR": "0"}])
def test_a_needed_rate_that_is_absent(fx: Body, capsys: pytest.CaptureFixture[str]) -> None:
    body = case(plan(rules=[rule("profit")]), deal(profit="5", currency="EUR"), fx=fx)
    refused(body, "EUR/USD", capsys)


MOST: list[tuple[Body, str, Body]] = [
    ({"levels": ["3", "1", "2"]}, "6", {}),
    ({"distribution": "ratio", "levels": ["1", "0.5"], "rules": [rule(value="4")]}, "6", {}),
    ({"distribution": "difference"}, "6", {"rate": "6", "multiplier": "9"}),
    ({"distribution": "rank_slices", "slices": {"A": "2", "B": "4"}}, "6", {}),
    (
        SPLIT | {"rules": [rule(value="6"), rule(value="2", symbol="EURUSD")]},
        "6",
        {},
    ),
    (
        {"distribution": "percent_of_sub", "percent_of_sub": "0.7", "rules": [rule(value="2.1")]},
        "7",
        {},
    ),
]


@pytest.mark.parametrize(("of", "most", "partner"), MOST)
def test_a_plan_may_pay_its_most_and_no_more(
    of: Body, most: str, partner: Body, capsys: pytest.CaptureFixture[str]
) -> None:
    body = case(plan(**of, max_total=most), partners=partners(1, partner))
    assert run(body) == 0
    capsys.readouterr()
    body["plan"]["max_total"] = f"{int(most) - 1}.99999999"
    refused(body, "max_total", capsys)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"\xff", b'{"plan": {}, "plan": {}}', b"[" * 100_000, b"NaN",
        b'{"deals": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_case_at_all(text: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    refused(text, "", capsys)


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["partners", "calculate", "nowhere/CASE.json"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_half_a_surrogate_pair_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(case(plan(), deal("d?"))).replace("d?", "d\\ud800")
    refused(text.encode(), "deals[0].id", capsys)


def test_the_case_that_is_changed_here_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(full()) == 0
    assert capsys.readouterr().err == ""
