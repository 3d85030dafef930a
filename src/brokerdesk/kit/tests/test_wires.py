"""What a person reads of a broken connection names no class."""

import asyncio
import logging
import socket
import ssl

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidURI

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.wires import wire_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ssl.SSLCertVerificationError("x"), "its certificate is not trusted"),
        (ssl.SSLError("x"), "no encrypted connection came about"),
        (socket.gaierror(-2, "x"), "there is no host of this name"),
        (ConnectionRefusedError(), "the connection was refused"),
        (TimeoutError(), "the time ran out"),
        (httpx.ReadTimeout("x"), "the time ran out"),
        (httpx.ConnectTimeout("x"), "the time ran out"),
        (ConnectionResetError(104, "x"), "the connection was closed"),
        (asyncio.IncompleteReadError(b"", 4), "the connection was closed"),
        (httpx.RemoteProtocolError("x"), "the connection was closed"),
        (ConnectionClosedError(None, None), "the connection was closed"),
        (httpx.UnsupportedProtocol("x"), "the address is not valid"),
        (InvalidURI("x", "y"), "the address is not valid"),
        (httpx.DecodingError("x"), "the answer is not understood"),
        (httpx.ConnectError("x"), "could not connect"),
        (httpx.ReadError("x"), "the connection broke"),
        (OSError(5, "x"), "the connection broke"),
    ],
)
def test_each_break_has_words(error: Exception, words: str) -> None:
    said = wire_words(error)
    assert (said, said.template) == (words, words)
    assert isinstance(said, Marked)


async def test_what_it_began_with_says_it_and_the_log_keeps_all(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(httpx.ConnectError) as refused:
            await http.get(f"http://127.0.0.1:{port}/")
    with caplog.at_level(logging.INFO):
        assert wire_words(refused.value) == "the connection was refused"
    assert "ConnectError from" in caplog.text
    assert "ConnectionRefusedError" in caplog.text
