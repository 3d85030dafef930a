"""Terms: every default written out, everything wrong refused by its key, contradictions named."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brokerdesk.kit.reading import CaseError

from ...documents import programme_of
from ...terms import check, due_on, read_terms, terms_json
from .conftest import CHALLENGE, FUNDED

LEAST: dict[str, Any] = {
    "fee": {"amount": "155", "currency": "USD"},
    "products": ["prd_1"],
    "split": ["0.80"],
}


def test_what_is_written_out_reads_as_the_same() -> None:
    whole = terms_json(read_terms(LEAST))
    assert read_terms(whole) == read_terms(LEAST)
    assert whole["first_payout"] == {"days": 14, "starts": "first_trade"}
    assert whole["scaling"] is None
    assert whole["identity"] == {"level": 1, "when": "before_funding"}


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"colour": "red"}, "colour"),
        ({"fee": {"amount": "1.234", "currency": "USD"}}, "fee.amount"),
        ({"fee": {"amount": "-1", "currency": "USD"}}, "fee.amount"),
        ({"fee": {"amount": "1", "currency": "dollars"}}, "fee.currency"),
        ({"products": []}, "products"),
        ({"products": ["a", "a"]}, "products"),
        ({"split": []}, "split"),
        ({"split": ["1.1"]}, "split"),
        ({"max_active": 0}, "max_active"),
        ({"max_share": "0"}, "max_share"),
        ({"cycle": {"kind": "weekday", "number": 8}}, "cycle.number"),
        ({"cycle": {"kind": "monthly", "number": 1}}, "cycle.kind"),
        ({"review": {"when": "at_or_above"}}, "review.size"),
        ({"review": {"when": "always", "size": "5"}}, "review.size"),
        ({"breach_profit": {"policy": "forfeit", "share": "0.5"}}, "breach_profit.share"),
        ({"breach_profit": {"policy": "share"}}, "breach_profit.share"),
        ({"offer": {"countries": ["XX"]}}, "offer.countries"),
        ({"extension": {"times": 1}}, "extension.days"),
        ({"scaling": {"step_percent": "25"}}, "scaling.cap"),
        ({"contract": " "}, "contract"),
        ({"flat": "yes"}, "flat"),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(changed: dict[str, Any], key: str) -> None:
    with pytest.raises(CaseError) as refused:
        read_terms(LEAST | changed)
    assert refused.value.key == key


@pytest.mark.parametrize("gone", ["fee", "products", "split"])
def test_what_must_be_there_is_missed(gone: str) -> None:
    with pytest.raises(CaseError) as refused:
        read_terms({name: value for name, value in LEAST.items() if name != gone})
    assert refused.value.key == gone


def said(changed: dict[str, Any], *phases: Any, currency: str = "USD") -> list[str]:
    programme = programme_of({
        "name": "P", "version": "1", "currency": currency, "initial_balance": "100000",
        "clock": {"zone": "UTC", "reset": "00:00"}, "phases": list(phases or (CHALLENGE, FUNDED)),
    })  # fmt: skip
    found = check(programme, read_terms(LEAST | changed))
    return [one.partition(":")[0] for one in found]


def test_contradictions_are_named() -> None:
    growth = {
        "step_percent": "25", "cap": "100000", "months": 4, "min_net_percent": "10", "rewards": 2,
    }  # fmt: skip
    assert said({}) == []
    assert said({}, currency="EUR") == ["fee.currency"]
    assert said({"split": ["0.9"]}) == ["split"]
    assert said({"scaling": growth, "merge_cap": "150000"}) == ["scaling.cap", "merge_cap"]
    assert said({"refund_fee_at": 1, "contract": "c1"}, CHALLENGE) == ["refund_fee_at", "contract"]
    assert said({"extension": {"days": 14}}) == ["extension"]
    assert said({"cap": "10", "minimum": "20"}) == ["cap"]
    assert said({"winning_days": {"days": 20}}) == ["winning_days"]
    free = {"fee": {"amount": "0", "currency": "USD"}}
    assert said(free | {"refund_fee_at": 1}) == ["refund_fee_at"]


def due(start: str, last: str | None = None, *, changed: Any = None) -> str:
    terms = read_terms(LEAST | (changed or {}))
    return str(
        due_on(terms, date.fromisoformat(start), (last and date.fromisoformat(last)) or None)
    )


def test_published_calendars() -> None:
    """P05, P06, P07, P10 of the reference: the day after a cycle's last day, or after n days."""
    three_weeks = {"first_payout": {"days": 21}, "cycle": {"kind": "days", "number": 14}}
    assert due("2025-05-01", changed=three_weeks) == "2025-05-22"
    assert due("2025-05-01", "2025-05-22", changed=three_weeks) == "2025-06-05"
    assert due("2025-05-01", "2025-06-20", changed=three_weeks) == "2025-07-03"
    assert due("2025-06-11") == "2025-06-25"
    assert due("2025-04-01") == "2025-04-15"
    five = {"first_payout": {"days": 0}, "cycle": {"kind": "business_days", "number": 5}}
    assert due("2025-08-01", changed=five) == "2025-08-08"
    tuesday = {"first_payout": {"days": 0}, "cycle": {"kind": "weekday", "number": 2}}
    assert due("2025-08-06", changed=tuesday) == "2025-08-12"
    assert due("2025-08-06", "2025-08-12", changed=tuesday) == "2025-08-19"


@given(
    start=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    first=st.integers(0, 60),
    kind=st.sampled_from(["days", "business_days", "weekday"]),
    number=st.integers(1, 7),
    asked=st.lists(st.integers(0, 40), max_size=6),
)
def test_rewards_fall_due_later_and_later(
    start: date, first: int, kind: str, number: int, asked: list[int]
) -> None:
    terms = read_terms(
        LEAST | {"first_payout": {"days": first}, "cycle": {"kind": kind, "number": number}}
    )
    found = due_on(terms, start, None)
    assert found >= start + timedelta(days=first)
    for wait in asked:
        last = found + timedelta(days=wait)
        found = due_on(terms, start, last)
        assert found > last


def test_reviews_by_size() -> None:
    assert read_terms(LEAST | {"review": {"when": "always"}}).reviewed(Decimal(1))
    terms = read_terms(LEAST | {"review": {"when": "at_or_above", "size": "100000"}})
    assert terms.reviewed(Decimal(100_000))
    assert not terms.reviewed(Decimal(99_999))
