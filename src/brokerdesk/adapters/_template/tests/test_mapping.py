"""Records as the venue sends them."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from brokerdesk.ports.trading import DealEntry, DealKind

from .. import mapping, wire
from ..errors import BadAnswer

ROW = json.loads((Path(__file__).parent / "payloads" / "deal.json").read_text())


def test_deal() -> None:
    found = mapping.deal(ROW)
    assert (found.kind, found.entry) == (DealKind.SELL, DealEntry.OUT)
    assert found.balance_effect == Decimal("49.20")
    assert found.occurred_at == datetime(2026, 7, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "change", [{"kind": "gift"}, {"entry": "x"}, {"profit": "NaN"}, {"lots": "-"}, {"login": None}]
)
def test_what_is_not_known_fails_loudly(change: mapping.Row) -> None:
    with pytest.raises(BadAnswer):
        mapping.deal(ROW | change)


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"id": 1}', b'{"id": "x", "code": "ok"}'])
def test_unreadable_answers(line: bytes) -> None:
    with pytest.raises(BadAnswer):
        wire.parse_answer(line)


def test_secrets_are_masked() -> None:
    assert wire.masked({"login": 1, "password": "s"}) == {"login": 1, "password": "***"}
