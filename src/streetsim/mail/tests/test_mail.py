"""The mailbox by its two doors."""

import json
import smtplib
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest


class Box:
    """A running mailbox."""

    def __init__(self, folder: Path) -> None:
        program = str(Path(sys.prefix) / "bin" / "streetsim")
        self.process = subprocess.Popen(
            [program, "mail", "--port", "0", "--http-port", "0", "--data", str(folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.ready = json.loads(self.process.stdout.readline())

    def send(self, to: str, subject: str, html: str = "") -> None:
        """Send a mail by SMTP."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "Desk <desk@example.com>", to, subject
        mail.set_content("Open http://northwind.localhost:8000/join/abc/?x=1.\nGrüße")
        if html:
            mail.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", self.ready["port"], timeout=5) as door:
            door.send_message(mail)

    def get(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Fetch a page."""
        address = f"http://127.0.0.1:{self.ready['http_port']}{path}"
        request = urllib.request.Request(address, method=method)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def messages(self, to: str = "") -> list[dict[str, Any]]:
        """Fetch mails by the API."""
        found: list[dict[str, Any]] = json.loads(self.get(f"/api/messages?to={to}")[1])["messages"]
        return found

    def stop(self) -> int:
        """Stop as the supervisor does."""
        self.process.terminate()
        code = self.process.wait(timeout=10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A mailbox in a folder of its own."""
    running = Box(tmp_path)
    yield running
    running.stop()


def test_a_mail_is_kept_with_its_links(box: Box) -> None:
    box.send("Alice+test@Example.com", "Hello")
    box.send("bob@example.com", "Other")
    (mail,) = box.messages("alice+test@example.com")
    assert mail["subject"] == "Hello"
    assert mail["links"] == ["http://northwind.localhost:8000/join/abc/?x=1"]
    assert "Grüße" in mail["text"]
    assert [m["subject"] for m in box.messages()] == ["Other", "Hello"]


def test_a_part_of_an_address_finds_its_mails(box: Box) -> None:
    box.send("alice@example.com", "Hello")
    box.send("bob@example.com", "Other")
    assert [m["subject"] for m in box.messages("ALICE")] == ["Hello"]
    assert [m["subject"] for m in box.messages("example.com")] == ["Other", "Hello"]
    page = box.get("/?to=ali")[1]
    assert "Hello" in page
    assert "Other" not in page


def test_pages_show_mails_and_run_nothing(box: Box) -> None:
    box.send("alice@example.com", "<script>alert(1)</script>", "<b>hi</b><script>x</script>")
    status, page = box.get("/")
    assert status == 200
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    status, page = box.get("/messages/1")
    assert status == 200
    assert 'sandbox="' in page
    assert "allow-scripts" not in page
    assert "<b>hi</b>" in box.get("/messages/1/html")[1]


def test_what_is_not_there_is_a_clear_error(box: Box) -> None:
    assert box.get("/messages/99")[0] == 404
    assert box.get("/api/messages/99")[0] == 404
    assert box.get("/api/messages", "POST")[0] == 405
    assert box.get("/nowhere")[0] == 404


def test_mails_survive_a_restart_until_they_are_cleared(tmp_path: Path) -> None:
    first = Box(tmp_path)
    first.send("alice@example.com", "Kept")
    assert first.stop() == 0
    second = Box(tmp_path)
    assert [m["subject"] for m in second.messages()] == ["Kept"]
    assert second.get("/api/messages", "DELETE")[0] == 200
    assert second.messages() == []
    second.stop()


def test_wrong_usage_is_one_line_and_status_2() -> None:
    program = str(Path(sys.prefix) / "bin" / "streetsim")
    done = subprocess.run(
        [program, "mail", "--port", "99999"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
