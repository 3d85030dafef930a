"""Mail: written with its fact, sent once, wiped after."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from brokerdesk.core.jobs.testing import run_jobs
from brokerdesk.core.mail import send
from brokerdesk.core.mail.models import Message
from brokerdesk.modules.clients.testing import World

JOB = "brokerdesk.core.mail.jobs.send_mail"
VALUES = {"name": "Alice", "document": "Passport", "link": "http://x.localhost/", "reason": ""}


class Box:
    """The local mailbox as a process of its own."""

    def __init__(self) -> None:
        program = str(Path(sys.prefix) / "bin" / "streetsim")
        self.process = subprocess.Popen(
            [program, "mail", "--port", "0", "--http-port", "0"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline())

    def messages(self) -> list[dict[str, Any]]:
        """All mails, newest first."""
        address = f"http://127.0.0.1:{self.ready['http_port']}/api/messages"
        with urllib.request.urlopen(address, timeout=5) as answer:
            found: list[dict[str, Any]] = json.load(answer)["messages"]
        return found

    def stop(self) -> None:
        """Stop the process."""
        self.process.terminate()
        self.process.communicate(timeout=10)


@pytest.fixture
def box() -> Iterator[Box]:
    """A mailbox that our mail goes to."""
    running = Box()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=running.ready["port"],
    ):
        yield running
    running.stop()


def write(world: World, key: str = "", **values: str) -> bool:
    """Write a mail to Alice."""
    return send(
        "compliance/approved",
        to="alice@example.com",
        context=VALUES | values,
        brand=world.northwind,
        key=key,
    )


def test_a_mail_goes_out_once_in_the_brands_name_and_is_wiped(world: World, box: Box) -> None:
    assert write(world, "doc:1")
    assert not write(world, "doc:1")
    assert run_jobs(name=JOB) == 1
    (mail,) = box.messages()
    assert mail["to"] == "alice@example.com"
    assert mail["from"].startswith("Northwind Markets <")
    assert "Passport" in mail["text"]
    assert "Passport" in mail["html"]
    row = Message.objects.get()
    assert (row.state, row.subject, row.text, row.html) == ("sent", "", "", "")
    assert run_jobs(name=JOB) == 0


def test_a_mail_of_an_undone_fact_does_not_exist(world: World, box: Box) -> None:
    with transaction.atomic():
        write(world)
        transaction.set_rollback(True)
    assert run_jobs(name=JOB) == 0
    assert box.messages() == []


def test_a_refused_mail_stays_and_is_tried_again(world: World) -> None:
    write(world)
    with (
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=1,
        ),
        pytest.raises(OSError),
    ):
        run_jobs(name=JOB)
    assert Message.objects.get().state == "waiting"


def test_values_cannot_become_markup_or_headers(world: World) -> None:
    write(world, document="<script>x</script>\nBcc: eve@example.com")
    row = Message.objects.get()
    assert "<script>" not in row.html
    assert "&lt;script&gt;" in row.html
    assert "\n" not in row.subject
