"""`brokerdesk prop evaluate` against the oracle, every line and every field."""

import io
import json
import os
import re
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from brokerdesk.surfaces.cli.main import main

from .cases import Case, Tape, cases, tapes
from .mutations import MUTATIONS, mutated
from .oracle import evaluate
from .properties import PROPERTIES, Property
from .reading import RULES, Row
from .sentences import SENTENCES
from .worked import WORKED

EXAMPLES = int(os.environ.get("PROP_EXAMPLES", "120"))
PLAIN = re.compile(r"(?!-0(\.0*)?$)-?(0|[1-9][0-9]*)(\.[0-9]+)?")
IN_UTC = re.compile(r"[0-9-]{10}T[0-9:]{8}(\.[0-9]+)?Z")


def examples(share: int = 1) -> settings:
    """Take a share of the examples."""
    return settings(
        max_examples=max(10, EXAMPLES // share),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def run_text(programme: str, events: str) -> tuple[int, str, str]:
    """Run the command on two files: its exit status, stdout and stderr."""
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "programme.json"), Path(folder, "events.jsonl")
        for path, text in zip(paths, (programme, events), strict=True):
            path.write_text(text, encoding="utf-8")
        with redirect_stdout(out), redirect_stderr(err):
            status = main(["prop", "evaluate", *map(str, paths)])
    out.flush()
    return status, raw.getvalue().decode(), err.getvalue()


def run(programme: Row, events: list[Row]) -> tuple[int, str, str]:
    """Run the command on a case."""
    lines = "".join(f"{json.dumps(row)}\n" for row in events)
    return run_text(json.dumps(programme), lines)


def answer(programme: Row, events: list[Row]) -> list[Row]:
    """Run the command on a case that it accepts."""
    status, out, err = run(programme, events)
    assert (status, err) == (0, "")
    assert out.endswith("\n")
    return [json.loads(line) for line in out.splitlines()]


def read(value: Any, like: Any) -> Any:
    """Read a value of a line as the oracle has it, once it is written as it should be."""
    if value is None:
        return None
    if isinstance(like, Fraction):
        assert isinstance(value, str)
        assert PLAIN.fullmatch(value), value
        return Fraction(value)
    if isinstance(like, datetime):
        assert isinstance(value, str)
        assert IN_UTC.fullmatch(value), value
        return datetime.fromisoformat(value)
    assert type(value) is type(like), (value, like)
    return value


def same(found: list[Row], expected: list[Row]) -> None:
    """Hold an answer against the oracle's, the keys in their order."""
    for mine, wanted in zip(found, expected, strict=False):
        assert list(mine) == list(wanted)
        for key, like in wanted.items():
            assert read(mine[key], like) == like, (key, mine, wanted)
    assert len(found) == len(expected)


@pytest.mark.parametrize("name", [*WORKED, *SENTENCES])
def test_the_engine_finds_what_is_worked_out_by_hand(name: str) -> None:
    one = {**WORKED, **SENTENCES}[name][0]
    same(answer(*one), evaluate(*one))


@examples()
@given(cases())
def test_the_engine_equals_the_oracle(one: Case) -> None:
    expected = evaluate(*one)
    event(expected[-1]["status"])
    same(answer(*one), expected)


@pytest.mark.parametrize("rule", RULES)
def test_the_engine_equals_the_oracle_on_every_rule(rule: str) -> None:
    @examples(8)
    @given(cases(rule))
    def compare(one: Case) -> None:
        same(answer(*one), evaluate(*one))

    compare()


@examples(4)
@given(cases(), tapes(), st.sampled_from(MUTATIONS))
def test_the_engine_refuses_what_the_contract_refuses(one: Case, tape: Tape, mutation: Any) -> None:
    found = mutated(tape, one, mutation)
    if found is None:
        return
    programme, events, names = found
    event(mutation.__name__)
    status, out, err = run(programme, events)
    assert (status, out) == (1, ""), (mutation.__name__, names)
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert any(re.search(rf"\b{re.escape(name)}\b", err) for name in names), (names, err)


@pytest.mark.parametrize(
    ("line", "text"),
    [(2, "{"), (2, "[]"), (2, '"clock"'), (2, "null"), (2, "5")],
)
def test_a_line_that_is_no_object_is_refused_by_its_number(line: int, text: str) -> None:
    one = WORKED["D04"][0]
    good = json.dumps({"at": "2026-03-02T09:00:00Z", "type": "clock"})
    status, out, err = run_text(json.dumps(one[0]), f"{good}\n{text}\n{good}\n")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert re.search(rf"\b{line}\b", err)


@pytest.mark.parametrize("text", ["{", "[]", "null", ""])
def test_a_programme_that_is_no_object_is_refused(text: str) -> None:
    good = json.dumps({"at": "2026-03-02T09:00:00Z", "type": "clock"})
    status, out, err = run_text(text, f"{good}\n")
    assert (status, out, err.count("\n")) == (1, "", 1)


@examples(8)
@given(cases())
def test_the_same_case_gives_the_same_bytes(one: Case) -> None:
    assert run(*one) == run(*one)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda one: one.__name__)
def test_a_property_holds_of_the_engine(holds: Property) -> None:
    @examples(10)
    @given(cases(), tapes())
    def check(one: Case, tape: Tape) -> None:
        holds(answer, one, tape)

    check()
