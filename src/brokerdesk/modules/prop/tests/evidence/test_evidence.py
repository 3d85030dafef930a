"""Reports: what is built holds; what is changed is found and named."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.prop_oracle.cases import Case, cases
from tests.prop_oracle.small import at, daily, overall, percent, programme

from ...evidence import Key, verify
from ...evidence.document import PARTS
from ...evidence.facts import Facts
from .making import KEY, Row, facts_of, forged, report_of

TRIED = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def failed() -> Facts:
    """The daily loss of a programme of 100,000 is crossed by 0.01."""
    rules = (daily(percent("5")), overall(percent("10")))
    events = [
        {
            "at": at(0),
            "type": "position_opened",
            "position": "1",
            "symbol": "EURUSD",
            "lots": "1",
            "commission": "-3",
        },
        {
            "at": at(0),
            "type": "position_closed",
            "position": "1",
            "profit": "5",
            "commission": "-1",
            "swap": "-1",
        },
        {"at": at(0), "type": "charge", "amount": "-10"},
        {"at": at(0), "type": "charge", "amount": "10"},
        {"at": at(0), "type": "position_opened", "position": "2", "symbol": "EURUSD", "lots": "1"},
        {"at": at(1), "type": "state", "balance": "100000", "equity": "99000"},
        {"at": at(2), "type": "state", "balance": "100000", "equity": "94999.99"},
    ]
    found = facts_of(programme(*rules), events)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def report() -> bytes:
    return report_of(failed())


def names(text: bytes, **given: Any) -> set[str]:
    """The checks that fail."""
    return {check.name for check in verify(text, **given).checks if not check.ok}


def test_a_report_holds_and_says_what_was_checked(report: bytes) -> None:
    found = verify(report)
    assert [check for check in found.checks if not check.ok] == []
    assert [check.name for check in found.checks] == [
        "form", "hash", "signature", "parts", "programme", "account", "event", "ticks", "entries",
        "deals", "crowd", "step", "replay", "formulas", "clocks",
    ]  # fmt: skip
    assert (found.report, found.decision, found.key_id) == ("rpt_1", "dec_1", KEY.key_id)
    assert found.ok


def test_the_formula_carries_its_numbers(report: bytes) -> None:
    body = json.loads(report)["body"]
    assert [(row["name"], row["numbers"]) for row in body["formulas"]] == [
        ("daily_floor", {"anchor": "100000", "amount": "5000", "moved": "0", "floor": "95000"}),
        ("measured_equity", {"measured": "94999.99"}),
        ("crossed_below", {"measured": "94999.99", "floor": "95000"}),
    ]


def test_the_clocks_and_the_latency_are_told(report: bytes) -> None:
    body = json.loads(report)["body"]
    assert body["latency"]["venue_to_received_ms"] == 5
    assert body["latency"]["received_to_recorded_ms"] == 15
    assert body["clocks"]["server"].endswith("+02:00")


def test_every_single_byte_counts(report: bytes) -> None:
    for place in range(0, len(report), 37):
        changed = bytearray(report)
        changed[place] = changed[place] + 1 if changed[place] < 126 else changed[place] - 1
        assert not verify(bytes(changed)).ok, place


@pytest.mark.parametrize("more", [b" ", b"\n", b"x", b"{}"])
def test_nothing_may_be_added(report: bytes, more: bytes) -> None:
    assert not verify(report + more).ok


def _set(*path: Any, to: object) -> Callable[[Row], None]:
    def change(body: Row) -> None:
        below: Any = body
        for name in path[:-1]:
            below = below[name]
        below[path[-1]] = to

    return change


AMOUNT = ("programme", "document", "phases", 0, "rules", 0, "amount", "percent")
NEWS = {"at": "2026-03-02T09:00:00Z", "type": "news", "impact": "high"}
FORGED: list[tuple[str, Callable[[Row], object]]] = [
    ("step", _set("states", "after", "balance", to="1")),
    ("step", _set("states", "before", "anchor", to="99000")),
    ("replay", _set("states", "before", "anchor", to="99000")),
    ("step", _set("decision", "lines", 0, "floor", to="95001")),
    ("step", _set("decision", "at", to="2026-03-02T09:00:00Z")),
    ("step", _set("decision", "line", to=4)),
    ("event", _set("journal", "entries", -1, "event", "equity", to="94999")),
    ("replay", _set("journal", "entries", -2, "event", "equity", to="94000")),
    ("replay", _set("journal", "began_at", to="2026-03-02T23:00:00Z")),
    ("entries", _set("journal", "entries", 0, "seq", to=7)),
    ("entries", lambda body: body["journal"]["entries"].pop(0)),
    ("entries", _set("journal", "calendar", to=[NEWS])),
    ("entries", _set("states", "restored", to={})),
    ("entries", _set("journal", "entries", 0, "cause", "restored", to=True)),
    ("event", _set("account", to=None)),
    ("programme", _set("programme", "fingerprint", to="0" * 64)),
    ("programme", _set(*AMOUNT, to="4")),
    ("step", _set(*AMOUNT, to="4")),
    ("programme", _set("programme", "rules", 0, "text", to="Anything goes")),
    ("formulas", _set("formulas", 0, "numbers", "anchor", to="1")),
    ("formulas", _set("formulas", 0, "text", to="because")),
    ("account", _set("account", "marks", 0, "price", to="1.0901")),
    ("account", _set("account", "marks", 0, "lots", to="2")),
    ("account", _set("account", "marks", 1, "rate", to="0.01")),
    ("account", _set("account", "marks", 1, "swap", to="0")),
    ("account", _set("account", "floating", to="0")),
    ("account", _set("account", "equity", to="94999")),
    ("account", _set("account", "level", to="1")),
    ("account", _set("account", "prices", "EURUSD", "bid", to="1.08")),
    ("account", lambda body: body["account"]["marks"].pop()),
    ("ticks", _set("account", "prices", "EURUSD", "seq", to=6)),
    ("ticks", _set("ticks", "symbols", "EURUSD", 0, 2, to="1.08")),
    ("ticks", _set("ticks", "since", to="2026-03-02T09:00:00Z")),
    ("ticks", lambda body: body["ticks"]["symbols"]["EURUSD"].reverse()),
    ("ticks", lambda body: body["ticks"]["symbols"].pop("USDJPY")),
    ("clocks", _set("clocks", "reset_at", "utc", to="2026-03-02T09:00:00Z")),
    ("clocks", _set("clocks", "server_offset_s", to=10800)),
    ("clocks", _set("latency", "received_to_recorded_ms", to=1)),
    ("deals", lambda body: body["deals"].clear()),
    ("deals", lambda body: body["deals"].append(body["deals"][0])),
    ("deals", _set("deals", 0, "ticket", to=999)),
    ("deals", _set("deals", 0, "position_id", to=2)),
    ("deals", _set("deals", 0, "symbol", to="GBPUSD")),
    ("deals", _set("deals", 0, "lots", to="2")),
    ("deals", _set("deals", 0, "balance_effect", to="-5")),
    ("deals", _set("deals", 0, "occurred_at", to="2026-03-02T09:00:00Z")),
    ("deals", _set("deals", 0, "occurred_at", to="2026-03-01T09:00:00Z")),
    ("deals", _set("deals", 1, "balance_effect", to="7")),
    ("deals", _set("deals", 1, "swap", to="0")),
    ("deals", _set("deals", 1, "fee", to="1")),
    ("deals", _set("deals", 2, "balance_effect", to="10")),
    ("crowd", _set("crowd", "tick_seq", to=1)),
    ("crowd", _set("crowd", "accounts", to=0)),
    ("parts", lambda body: body.update(more=1)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), FORGED)
def test_who_holds_the_key_can_still_not_lie(
    report: bytes, name: str, change: Callable[[Row], object]
) -> None:
    found = names(forged(report, change))
    assert name in found
    assert not found & {"form", "hash", "signature"}


@pytest.mark.parametrize(("name", "change"), FORGED)
def test_a_changed_body_names_its_part(
    report: bytes, name: str, change: Callable[[Row], object]
) -> None:
    whole = json.loads(report)
    change(whole["body"])
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert {"hash", "signature", "parts"} <= names(text)


def test_another_key_is_not_the_one_named(report: bytes) -> None:
    other = Key(bytes(32))
    assert names(report, key=KEY.key_id) == set()
    assert names(report, key=KEY.public.hex()) == set()
    again = forged(report, lambda body: None, other)
    assert names(again) == set()
    assert names(again, key=KEY.key_id) == {"key"}
    assert any(other.key_id in note for note in verify(again).notes)


def test_keys_of_early_versions_have_shorter_ids() -> None:
    early = replace(KEY, digits=16)
    text = report_of(failed(), early)
    assert (len(early.key_id), len(KEY.key_id)) == (16, 32)
    assert KEY.key_id.startswith(early.key_id)
    for named in (early.key_id, KEY.key_id, KEY.public.hex()):
        assert names(text, key=named) == set()
    later = report_of(failed())
    assert names(later, key=early.key_id) == {"key"}  # half an id is none
    assert names(report_of(failed(), replace(KEY, digits=24))) == {"signature"}


def test_a_stolen_key_id_does_not_hide_the_key(report: bytes) -> None:
    again = json.loads(forged(report, lambda body: None, Key(bytes(32))))
    again["seal"]["key_id"] = KEY.key_id
    text = json.dumps(again, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert names(text, key=KEY.key_id) == {"signature", "key"}


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"\xff", b"nonsense", b'{"body":{},"seal":{}}', b'{"body":1}',
             b'{"body":{"format":"brokerdesk.prop.evidence/1"},"seal":{}}', b"[" * 100000]
)  # fmt: skip
def test_what_is_no_report_is_called_so(text: bytes) -> None:
    assert names(text) == {"form"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("value", [None, 1, [], {}, "x"])
def test_a_part_of_nonsense_is_no_crash(report: bytes, part: str, value: object) -> None:
    whole = json.loads(report)
    whole["body"][part] = value
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert not verify(text).ok


def test_one_entry_is_enough_but_said() -> None:
    facts = failed()
    told = replace(facts.told, whole=False, entries=facts.told.entries[-1:])
    found = verify(report_of(replace(facts, told=told)))
    assert found.ok
    assert "replay" not in {check.name for check in found.checks}
    assert any("whole history" in note for note in found.notes)


def test_a_report_follows_the_one_before_it(report: bytes) -> None:
    first = failed()
    body_hash = json.loads(report)["seal"]["sha256"]
    origin = replace(first.origin, report="rpt_2", previous="rpt_1", previous_sha256=body_hash)
    second = report_of(replace(first, origin=origin))
    assert names(second, previous=report) == set()
    assert names(second, previous=second) == {"chain"}


def of_one_phase(case: Case) -> Facts | None:
    document, events = case
    return facts_of({**document, "phases": document["phases"][:1]}, events)


@TRIED
@given(cases())
def test_any_decision_of_any_history_verifies(case: Case) -> None:
    facts = of_one_phase(case)
    if facts is not None:
        found = verify(report_of(facts))
        assert [check for check in found.checks if not check.ok] == []


@TRIED
@given(cases("max_daily_loss"), st.data())
def test_any_single_change_of_any_report_is_found(case: Case, data: st.DataObject) -> None:
    facts = of_one_phase(case)
    if facts is None:
        return
    text = report_of(facts)
    place = data.draw(st.integers(0, len(text) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda one: one != text[place]))
    assert not verify(text[:place] + bytes([byte]) + text[place + 1 :]).ok
