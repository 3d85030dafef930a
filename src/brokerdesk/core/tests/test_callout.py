"""Calls to addresses that outsiders chose: which are refused, and where a call really goes."""

import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from brokerdesk.core import callout
from brokerdesk.core.callout import CallFailed, Door, call, check_address
from brokerdesk.kit.errors import InvalidInput


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "https://example.com/a?b=c",
        "https://example.com:443/",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
    ],
)
def test_a_public_address_passes(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "example.com", "http://example.com/", "ftp://example.com/", "https://", "https:///x",
        "https://example.com:8443/", "https://example.com:port/", "https://u:p@example.com/",
        "https://example.com/#x", "https://example.com/a b", "https://exämple.com/",
        "https://localhost/", "https://127.0.0.1/", "https://10.1.2.3/", "https://192.168.0.1/",
        "https://169.254.169.254/latest/", "https://0.0.0.0/", "https://224.0.0.1/",
        "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[x/",
        "https://[64:ff9b::a9fe:a9fe]/", "https://[fec0::1]/", "https://[2002:7f00:1::]/",
        "https://example.com/" + "a" * 400,
    ],
)  # fmt: skip
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_address(address)
    assert caught.value.field == "url"


@pytest.mark.parametrize(
    "address", ["https://localhost/", "https://127.0.0.1/", "https://[::1]/", "http://8.8.8.8/"]
)
def test_a_name_that_leads_inside_is_not_called(address: str) -> None:
    with pytest.raises(CallFailed):
        call(address, {})


class _Seen(BaseHTTPRequestHandler):
    paths: ClassVar[list[tuple[str, str, str]]] = []

    def do_GET(self) -> None:
        host, sign = self.headers["Host"], self.headers.get("X-Sign", "")
        self.paths.append((self.path, host, sign))
        if self.path == "/slow":
            self._drip()
            return
        self.send_response(302 if self.path == "/away" else 204)
        self.send_header("Location", "/there")
        self.end_headers()

    def _drip(self) -> None:
        """Never end the head of the answer, and never be silent for long."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Door]]:
    """An HTTPS server on this machine, and a door that leads to it."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-keyout", str(key), "-out", str(cert), "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    listening = HTTPServer(("127.0.0.1", 0), _Seen)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    _Seen.paths.clear()
    trusting = ssl.create_default_context(cafile=str(cert))
    yield listening.server_port, Door(public_only=False, port=None, tls=trusting)
    listening.shutdown()
    listening.server_close()
    thread.join()


def test_the_call_goes_to_what_was_looked_up_and_proves_the_name(
    server: tuple[int, Door],
) -> None:
    port, door = server
    assert call(f"https://localhost:{port}/a?b=%7B", {"X-Sign": "s"}, door=door) == 204
    assert _Seen.paths == [("/a?b=%7B", f"localhost:{port}", "s")]


def test_a_redirect_is_not_followed(server: tuple[int, Door]) -> None:
    port, door = server
    assert call(f"https://localhost:{port}/away", {}, door=door) == 302
    assert [path for path, _host, _sign in _Seen.paths] == ["/away"]


def test_an_answer_that_drips_is_cut_off(
    server: tuple[int, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, door = server
    monkeypatch.setattr(callout, "TOTAL_S", 0.3)
    begun = time.monotonic()
    with pytest.raises(CallFailed):
        call(f"https://localhost:{port}/slow", {}, door=door)
    assert time.monotonic() - begun < 3


def test_a_certificate_of_another_name_fails(server: tuple[int, Door]) -> None:
    port, door = server
    with pytest.raises(CallFailed):
        call(f"https://127.0.0.1:{port}/", {}, door=door)
    with pytest.raises(CallFailed):
        call(f"https://localhost:{port}/", {}, door=Door(public_only=False, port=None))
