"""CSV and XLSX of a list, by way of a file; cells cannot become formulas."""

import csv
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import StreamingHttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_tables2 import Table

from brokerdesk.core import audit
from brokerdesk.core.db import give_back
from brokerdesk.core.texts import translated
from brokerdesk.kit.clock import now
from brokerdesk.kit.texts import Marked

from .columns import MoneyColumn
from .request import UiRequest

if TYPE_CHECKING:
    from .lists import ListPage, Rows

CHUNK = 1_000
BLOCK = 65_536
XLSX_ROWS = 1_048_575
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(
    kind: str, spec: "ListPage", rows: "Rows", table: Table, request: UiRequest
) -> StreamingHttpResponse:
    """Send all rows of a list as the table shows them, and record who took them."""
    if request.actor.kind == "staff":
        audit.record(
            "staff.exported",
            subject=f"list:{spec.name}",
            actor=request.actor,
            after={"format": kind, "query": request.GET.urlencode()[:500]},
            brand_id=request.actor.brand_id,
        )
    body = blocks(write_csv if kind == "csv" else write_xlsx, _lines(rows, table))
    content: Any = Asynchronous(body) if isinstance(request, ASGIRequest) else body
    response = StreamingHttpResponse(content, content_type=TYPES[kind])
    name = f"{slugify(str(spec.title)) or 'list'}-{now():%Y%m%d-%H%M%S}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(rows: "Rows", table: Table) -> Iterator[list[Any]]:
    """The head line, then each row's values; a chunk of rows is held at a time."""
    exclude = [*(table.exclude or ()), *_unexported(table)]
    fresh = type(table)([], exclude=exclude)
    assets = _assets(fresh)
    yield [
        *(str(column.header) for column in fresh.columns.iterall()),
        *([_("Currency")] * len(assets)),
    ]
    source = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(source, CHUNK)):
        part = type(table)(chunk, exclude=exclude, order_by=())
        part.request = table.request
        values = part.as_values()
        next(values)
        for record, line in zip(chunk, values, strict=True):
            yield [*map(bare, line), *(column.asset_of(record) for column in assets)]


def _unexported(table: Table) -> list[str]:
    return [name for name, column in table.base_columns.items() if column.exclude_from_export]


def _assets(table: Table) -> list[MoneyColumn]:
    """A money column for each asset that the table shows with amounts only."""
    shown = {str(bound.accessor) for bound in table.columns.iterall()}
    money = [b.column for b in table.columns.iterall() if isinstance(b.column, MoneyColumn)]
    return list({c.asset: c for c in money if c.asset and c.asset not in shown}.values())


def bare(value: Any) -> Any:
    """The text of what a page shows as markup or translates; anything else as it is."""
    if isinstance(value, SafeString):
        return unescape(strip_tags(value))
    return translated(value) if isinstance(value, Marked) else value


def safe(value: Any) -> Any:
    """Give text that a spreadsheet would run as a formula a leading quote; numbers stay."""
    if value is None:
        return ""
    if isinstance(value, (int, Decimal, date, datetime)):
        return value.isoformat() if isinstance(value, date) else value
    text = str(value)
    if text.startswith(RISKY) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    body = text[1:] if text[0] in "+-" else text
    return body.replace(".", "", 1).isascii() and body.replace(".", "", 1).isdigit()


def blocks(
    write: Callable[[IO[bytes], Iterator[list[Any]]], None], lines: Iterator[list[Any]]
) -> Generator[bytes, None, None]:
    """Write a temporary file, then send it in blocks.

    Who reads slowly must not keep a database connection meanwhile.
    """
    with tempfile.TemporaryFile() as file:
        write(file, lines)
        give_back()
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def write_csv(file: IO[bytes], lines: Iterator[list[Any]]) -> None:
    """CSV with a byte order mark."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    csv.writer(text).writerows([safe(value) for value in line] for line in lines)
    text.detach()


def write_xlsx(file: IO[bytes], lines: Iterator[list[Any]]) -> None:
    """One sheet, row by row."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for number, line in enumerate(islice(lines, XLSX_ROWS + 1)):
        for column, value in enumerate(line):
            _write_cell(sheet, number, column, value, bold if number == 0 else None)
    book.close()


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value)
    elif isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    elif value is not None:
        sheet.write_string(row, column, str(value)[:32_767], style)


class Asynchronous:
    """Takes block after block in the request's own thread, so that ASGI streams too.

    The response closes it there as well: what is left of an export that nobody waits for must not
    ask for its rows' cursor to be closed when the connection serves another request.
    """

    def __init__(self, blocks: Generator[bytes, None, None]) -> None:
        self._blocks = blocks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (block := await sync_to_async(self._following)()) is not None:
            yield block

    def _following(self) -> bytes | None:
        return next(self._blocks, None)

    def close(self) -> None:
        """End the blocks and, with them, the cursor behind them."""
        self._blocks.close()
