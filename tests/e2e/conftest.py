"""A served installation, a small house, and browsers that look at them."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from brokerdesk.core.identity.models import User
from brokerdesk.core.ui.testing import visit
from tests.harness.house import House
from tests.harness.visitor import SMALL_WORLD

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
READY_S = 40.0


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A small house for all whole lives: each test brings a person of its own, nobody else acts."""
    one = House(tmp_path_factory.mktemp("life") / "data", settings=SMALL_WORLD)
    yield one
    one.stop()


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """The system's Chromium, named by CHROMIUM or found in PATH.

    Made for each test: Playwright's loop must not stand in the way of other tests' loops.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is needed: set CHROMIUM or install it"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_health(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended while it was starting"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server was not ready in time")


@dataclass
class Served:
    """A running server on the test's own database and bus."""

    port: int
    browser: Browser
    pages: list[Page] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def page(self, host: str, path: str = "/", *, user: User | None = None, **look: Any) -> Page:
        """Open a page on a host, signed in when a user is given; its faults are collected."""
        context = self.browser.new_context(**{"viewport": DESKTOP, **look})
        if user is not None:
            name = settings.SESSION_COOKIE_NAME
            value = visit(host, user).cookies[name].value
            context.add_cookies([{"name": name, "value": value, "domain": host, "path": "/"}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{path}: {error}"))
        page.on("console", lambda m: self._console(path, m.type, m.text))
        page.goto(self.address(host, path))
        self.pages.append(page)
        return page

    def _console(self, path: str, kind: str, text: str) -> None:
        if kind == "error" and "422" not in text:
            self.faults.append(f"{path}: {text}")

    def address(self, host: str, path: str = "/") -> str:
        """The whole address of a path on a host."""
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def served(
    fresh_db: str, nats_url: str, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    """Serve the product; faults in the browser's console fail the test."""
    # Playwright's loop runs in this thread, and the tests look into the database beside it.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "brokerdesk.config.asgi:application"]
    environment = {**os.environ, "PUBLIC_PORT": str(port)}
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--log-level", "error"],
        env={**environment, "DJANGO_SETTINGS_MODULE": "brokerdesk.config.settings"},
    )
    try:
        _await_health(port, server)
        running = Served(port, chromium)
        yield running
        for page in running.pages:
            page.context.close()
        assert running.faults == []
    finally:
        # Under Playwright's loop Django keeps a connection of its own, to this test's database.
        connections.close_all()
        del connections["default"]
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(5)
