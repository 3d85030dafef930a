"""Messages from outside are kept once."""

import pytest

from brokerdesk.core.events import inbox
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

pytestmark = pytest.mark.django_db


def _receive(external_id: str, body: bytes = b"{}") -> tuple[inbox.InboxRow, bool]:
    return inbox.receive(
        source="psp:1",
        external_id=external_id,
        body=body,
        headers={"X-Signature": "s", "Authorization": "Bearer t"},
        signature_ok=True,
    )


def test_a_message_is_kept_once_and_without_credentials() -> None:
    row, created = _receive("evt_1", b"first")
    again, created_again = _receive("evt_1", b"second")
    assert (created, created_again) == (True, False)
    assert again == row
    assert row.body == b"first"
    assert row.headers == {"x-signature": "s"}


def test_its_work_is_noted() -> None:
    row, _ = _receive("evt_1")
    inbox.mark_handled(row.pk, at=now(), error="no such deposit")
    assert inbox.message(row.pk).error == "no such deposit"
    assert inbox.message(row.pk).handled_at is None
    inbox.mark_handled(row.pk, at=now())
    assert inbox.message(row.pk).handled_at is not None


@pytest.mark.parametrize(
    ("external_id", "body"), [("", b""), ("x" * 256, b""), ("evt_2", b"x" * (inbox.LIMIT + 1))]
)
def test_an_unusable_message_is_refused(external_id: str, body: bytes) -> None:
    with pytest.raises(InvalidInput):
        _receive(external_id, body)
