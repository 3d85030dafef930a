"""What an export holds, and what becomes of one that nobody waits for."""

from collections.abc import Generator, Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import django_tables2 as tables
from django.http import StreamingHttpResponse

from ..columns import MoneyColumn
from ..export import Asynchronous, _lines
from ..testing import page_request


async def test_an_export_that_is_left_is_ended_with_its_answer() -> None:
    ended = []

    def blocks() -> Generator[bytes, None, None]:
        try:
            yield b"one"
            yield b"two"
        finally:
            ended.append(True)

    response = StreamingHttpResponse(Asynchronous(blocks()))
    parts = aiter(response)
    assert await anext(parts) == b"one"
    assert not ended
    response.close()
    assert ended
    assert [part async for part in parts] == []


class FlowTable(tables.Table):
    """Two amounts of one asset, one of another, and one whose asset is shown."""

    paid = MoneyColumn()
    fee = MoneyColumn()
    held = MoneyColumn("base")
    limit = MoneyColumn("unit")
    unit = tables.Column()


class _Rows(list[Any]):
    """Rows that iterate as a query does."""

    def iterator(self, *, chunk_size: int) -> Iterator[Any]:
        return iter(self)


def test_amounts_go_out_with_the_asset_that_they_are_in() -> None:
    def row(currency: str, base: str, *, paid: str) -> Any:
        eight = Decimal("0.10000000")
        given = {"paid": Decimal(paid), "fee": eight, "held": eight, "limit": eight}
        return SimpleNamespace(**given, currency=currency, base=base, unit="USD")

    rows: Any = _Rows(
        [row("EUR", "BTC", paid="12.50000000"), row("JPY", "USD", paid="1250.00000000")]
    )
    table = FlowTable([])
    table.request = page_request("/")
    head, *lines = _lines(rows, table)
    assert head == ["Paid", "Fee", "Held", "Limit", "Unit", "Currency", "Currency"]
    assert [[str(v) for v in line] for line in lines] == [
        ["12.50", "0.10", "0.10000000", "0.10", "USD", "EUR", "BTC"],
        ["1250", "0.1", "0.10", "0.10", "USD", "JPY", "USD"],
    ]
