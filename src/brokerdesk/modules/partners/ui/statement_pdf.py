"""A statement as a PDF."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from fpdf.enums import TableCellFillMode
from fpdf.fonts import FontFace

from brokerdesk.core.ui.pdf import FONT, BrandedPdf
from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words
from brokerdesk.modules.brands.types import BrandRow

from ..queries.statements import Statement, StatementLine

_PALE = (245, 246, 248)
_WIDTHS = (26, 22, 70, 18, 44)
_DAY = "%Y-%m-%d"


def statement_pdf(found: Statement, brand: BrandRow) -> bytes:
    """Print a statement."""
    title = _("Commission statement")
    pdf = BrandedPdf(brand.name, brand.colour, title)
    pdf.say(title, bold=True, size=15)
    pdf.ln(1)
    pdf.say(f"{found.name} · {found.partner_id}")
    pdf.say(
        _("%(since)s to %(until)s (not included), by the time of booking, %(zone)s")
        % {
            "since": f"{found.since:{_DAY}}",
            "until": f"{found.until:{_DAY}}",
            "zone": brand.reporting_zone,
        }
    )
    pdf.ln(4)
    _sums(pdf, found)
    pdf.ln(6)
    if found.lines:
        _lines(pdf, found)
    return bytes(pdf.output())


def _sums(pdf: BrandedPdf, found: Statement) -> None:
    rows = [
        (_("Payable at the beginning"), found.opening),
        *((words(kind), amount) for kind, amount in found.totals),
        (_("Payable at the end"), found.closing),
    ]
    with _table(pdf, (120, 60), ("LEFT", "RIGHT"), head=False) as table:
        for number, (label, amount) in enumerate(rows):
            strong = FontFace(emphasis="BOLD") if number in (0, len(rows) - 1) else None
            row = table.row(style=strong)
            row.cell(pdf.known(label))
            row.cell(_money(amount, found))


def _lines(pdf: BrandedPdf, found: Statement) -> None:
    align = ("LEFT", "LEFT", "LEFT", "RIGHT", "RIGHT")
    label = _("Symbol") if found.by == "symbol" else _("Client")
    with _table(pdf, _WIDTHS, align, head=True) as table:
        heads = (_("Kind"), _("Day"), f"{label}, {_('note')}", _("Deals"), _("Amount"))
        row = table.row()
        for head in heads:
            row.cell(pdf.known(head))
        for line in found.lines:
            row = table.row()
            for text in _cells(line, found):
                row.cell(pdf.known(text))


def _cells(line: StatementLine, found: Statement) -> tuple[str, ...]:
    day = f"{line.at:{_DAY}}" if line.at else ""
    return (words(line.kind), day, line.label, str(line.count), _money(line.amount, found))


def _money(amount: Any, found: Statement) -> str:
    return money_text(amount.normalize(), found.currency)


def _table(pdf: BrandedPdf, widths: Sequence[int], align: Sequence[str], *, head: bool) -> Any:
    pdf.set_font(FONT, size=8)
    pdf.set_draw_color(220)
    return pdf.table(
        col_widths=widths,
        text_align=align,
        borders_layout="HORIZONTAL_LINES",
        cell_fill_color=_PALE,
        cell_fill_mode=TableCellFillMode.EVEN_ROWS,
        first_row_as_headings=head,
        headings_style=FontFace(emphasis="BOLD", color=(255, 255, 255), fill_color=pdf.colour),
        line_height=5,
        repeat_headings=1 if head else 0,
    )
