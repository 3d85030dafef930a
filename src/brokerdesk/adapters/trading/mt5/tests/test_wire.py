"""Packets, escaping, answers and the JSON of different builds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import wire
from ..errors import BadAnswer


@given(st.binary(max_size=400_000))
def test_parts_join_to_the_body_and_cut_no_character(body: bytes) -> None:
    cut = list(wire.parts(body))
    assert b"".join(part for part, _ in cut) == body
    assert [continued for _, continued in cut] == [True] * (len(cut) - 1) + [False]
    assert all(len(part) <= wire.MAX_BODY for part, _ in cut)
    assert all(len(part) % 2 == 0 for part, continued in cut if continued)


@given(st.integers(0, 65535), st.integers(0, 65535), st.booleans())
def test_header_both_ways_and_either_case(size: int, serial: int, continued: bool) -> None:
    raw = wire.header(size, serial, continued=continued)
    assert len(raw) == wire.HEADER
    assert wire.parse_header(raw) == wire.Header(size, serial, continued)
    assert wire.parse_header(raw.upper()) == wire.Header(size, serial, continued)


@pytest.mark.parametrize("raw", [b"HTTP/1.1 ", b"00g000010", "00ä00001".encode()])
def test_header_refuses_anything_else(raw: bytes) -> None:
    with pytest.raises(BadAnswer):
        wire.parse_header(raw)


def test_escaping_in_one_pass() -> None:
    text = wire.command_text("TRADE_BALANCE", {"COMMENT": "a=b|c\\d\ne"})
    assert text == "TRADE_BALANCE|COMMENT=a\\=b\\|c\\\\d\\\ne|\r\n"


def test_command_without_parameters_and_with_a_body() -> None:
    assert wire.command_text("TIME_SERVER", {}) == "TIME_SERVER|\r\n"
    text = wire.command_text("USER_ADD", {"LOGIN": 0}, {"Name": "Zoë", "Group": "real\\a"})
    assert text == 'USER_ADD|LOGIN=0|\r\n{"Name":"Zoë","Group":"real\\\\a"}'


def test_secrets_never_show() -> None:
    text = wire.command_text(
        "USER_ADD",
        {"LOGIN": 0, "PASS_MAIN": "s|3=c", "PASS_INVESTOR": "x1", "NAME": "Al"},
        {"PassMain": "s|3=c"},
    )
    assert wire.masked(text) == "USER_ADD|LOGIN=0|PASS_MAIN=***|PASS_INVESTOR=***|NAME=***| …"
    change = wire.command_text("USER_PASS_CHANGE", {"TYPE": "MAIN", "PASSWORD": "secret"})
    assert "secret" not in wire.masked(change)
    auth = wire.command_text("AUTH_ANSWER", {"SRV_RAND_ANSWER": "aa", "CLI_RAND": "bb"})
    assert wire.masked(auth) == "AUTH_ANSWER|SRV_RAND_ANSWER=***|CLI_RAND=***|"


@pytest.mark.parametrize(
    "text",
    [
        "TIME_SERVER|RETCODE=0 Done|TIME=17 x|\r\n",
        "TIME_SERVER|retcode=0 Done|time=17 x|\n",
        "TIME_SERVER|RETCODE=0 Done|TIME=17 x",
        "TIME_SERVER|RETCODE=0|TIME=17 x|\r\n",
    ],
)
def test_answers_of_different_builds(text: str) -> None:
    answer = wire.parse_answer(text.encode("utf-16-le"))
    assert (answer.command, answer.code) == ("TIME_SERVER", 0)
    assert answer.params["TIME"] == "17 x"


@pytest.mark.parametrize(
    "body", [b"x", "X|\r\n".encode("utf-16-le"), "X|RETCODE=a|".encode("utf-16-le")]
)
def test_an_answer_without_a_code_is_refused(body: bytes) -> None:
    with pytest.raises(BadAnswer):
        wire.parse_answer(body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'{"Group":"demo\\forex"}', {"Group": r"demo\forex"}),
        (r'{"Group":"demo\demoforex"}', {"Group": r"demo\demoforex"}),
        (r'{"Group":"demo\forex"}', {"Group": r"demo\forex"}),
        (r'[{"Group":"a\new"},{"Group":"a\test"}]', [{"Group": r"a\new"}, {"Group": r"a\test"}]),
        (r'{"Group":"a\us","Comment":"say \"hi\""}', {"Group": r"a\us", "Comment": 'say "hi"'}),
        (r'{"Comment":"two\nlines"}', {"Comment": "two\nlines"}),
        ('{"Profit":10.50,"Login":7}', {"Profit": "10.50", "Login": 7}),
        ("", None),
        ("[]\0", []),
    ],
)  # fmt: skip
def test_json_with_and_without_escaped_backslashes(text: str, expected: object) -> None:
    assert wire.parse_json(text) == expected


@pytest.mark.parametrize("text", ["{", '{"a":}', r'{"Group":"a\b', "<html>"])
def test_json_that_is_none(text: str) -> None:
    with pytest.raises(BadAnswer):
        wire.parse_json(text)
