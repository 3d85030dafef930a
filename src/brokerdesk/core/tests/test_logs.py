"""Nothing secret reaches the log."""

import io
import json
import logging

import pytest

from brokerdesk.core.logs import HIDDEN, configure, redact, redact_text


@pytest.mark.parametrize(
    "text",
    [
        "USER_ADD|LOGIN=1|PASS_MAIN=hunter2|GROUP=a",
        "AUTH|SRV_RAND=hunter2|X=1",
        "CLI_RAND_ANSWER=hunter2",
        '{"password": "hunter2"}',
        "secret: hunter2",
        "Authorization: Bearer hunter2",
        "nats://brokerdesk:hunter2@127.0.0.1:4222",
        "api_key=hunter2&x=1",
    ],
)
def test_secrets_in_text_are_hidden(text: str) -> None:
    assert "hunter2" not in redact_text(text)
    assert HIDDEN in redact_text(text)


@pytest.mark.parametrize("text", ["compass = north", "GROUP=demo|LOGIN=5", "10:42:11 passed 3"])
def test_the_rest_stays(text: str) -> None:
    assert redact_text(text) == text


def test_secrets_in_values_are_hidden() -> None:
    value = {"password": "hunter2", "list": [{"PASS_INVESTOR": "hunter2"}], "raw": b"PASS=hunter2"}
    assert "hunter2" not in str(redact({**value, "amount": 5}))
    assert redact({"amount": 5, "group": "x"}) == {"amount": 5, "group": "x"}


def test_lines_are_json_and_redacted() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        configure("test")
        stream = io.StringIO()
        handler = root.handlers[0]
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
        logging.getLogger("x").warning("sent %s", "PASS=hunter2", extra={"password": "hunter2"})
        line = json.loads(stream.getvalue())
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert line["event"] == f"sent PASS={HIDDEN}"
    assert (line["service"], line["level"]) == ("test", "warning")
