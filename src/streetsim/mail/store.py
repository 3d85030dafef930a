"""Mails on disk."""

import email
import email.policy
import re
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

KEEP = 5_000
_LINK = re.compile(r"https?://[^\s<>\"')]+")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  received_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_recipient ON mail (recipient, id);
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail for one recipient."""

    id: int
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    received_at: str

    def as_json(self) -> dict[str, Any]:
        """All fields, and the links of the text in their order."""
        links = [link.rstrip(".,;") for link in _LINK.findall(self.text)]
        return asdict(self) | {"links": links, "to": self.recipient, "from": self.sender}


class Store:
    """Mails, the newest `KEEP` of them; in memory without a folder."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / "mail.sqlite" if folder else ":memory:")
        self._base.executescript(_SCHEMA)

    def add(self, raw: bytes, recipients: list[str]) -> int:
        """Keep a mail as sent, once for each recipient; return how many."""
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        values = (
            str(parsed.get("From", "")),
            str(parsed.get("Subject", "")),
            _part(parsed, "plain"),
            _part(parsed, "html"),
            datetime.now(UTC).isoformat(),
        )
        with self._base:
            self._base.executemany(
                "INSERT INTO mail (recipient, sender, subject, text, html, received_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(recipient.lower(), *values) for recipient in recipients],
            )
            self._base.execute(
                "DELETE FROM mail WHERE id <= (SELECT max(id) FROM mail) - ?", (KEEP,)
            )
        return len(recipients)

    def find(self, *, to: str = "", limit: int = 100, after: int = 0) -> list[Mail]:
        """Mails, newest first: `to` is in the recipient's address, the id is above `after`."""
        rows = self._base.execute(
            "SELECT * FROM mail WHERE (? = '' OR instr(recipient, ?) > 0) AND id > ?"
            " ORDER BY id DESC LIMIT ?",
            (to.lower(), to.lower(), after, limit),
        )
        return [Mail(*row) for row in rows]

    def get(self, mail_id: int) -> Mail | None:
        """One mail, or None."""
        row = self._base.execute("SELECT * FROM mail WHERE id = ?", (mail_id,)).fetchone()
        return Mail(*row) if row else None

    def clear(self) -> None:
        """Delete all mails."""
        with self._base:
            self._base.execute("DELETE FROM mail")

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body(preferencelist=(kind,))
    if body is None:
        return ""
    payload = body.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return payload.decode(body.get_content_charset() or "utf-8", "replace")
