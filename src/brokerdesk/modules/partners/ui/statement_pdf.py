"""A statement as a PDF: the brand's name and colour, numbered pages, letters of Open Sans.

Open Sans writes Latin, Greek and Cyrillic. A letter that it lacks is printed as “?”.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, cast

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableCellFillMode, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from brokerdesk.core.ui.texts import money_text
from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.types import BrandRow

from ..queries.statements import Statement, StatementLine

FONT = "OpenSans"
_GREY = (110, 110, 110)
_PALE = (245, 246, 248)
_WIDTHS = (26, 22, 70, 18, 44)
_DAY = "%Y-%m-%d"


class StatementPdf(FPDF):
    """A4 with the brand at the head of each page and its number at the foot."""

    def __init__(self, brand: BrandRow, title: str) -> None:
        super().__init__(format="A4")
        self.brand, self.colour = brand, _colour(brand.colour)
        folder = files("ttf_opensans") / "ttf"
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font(FONT, style, str(folder / f"OpenSans-{name}.ttf"))
        self.set_title(title)
        self.set_author(brand.name)
        self.set_margins(15, 15)
        self.set_auto_page_break(True, margin=20)
        self.set_font(FONT, size=9)

    def known(self, text: str) -> str:
        """A text with “?” for each letter that the font lacks."""
        glyphs = cast(TTFFont, self.current_font).cmap
        return "".join(c if c == "\n" or ord(c) in glyphs else "?" for c in text)

    def header(self) -> None:
        """The brand's name and a line in its colour."""
        self.set_font(FONT, "B", 13)
        self.set_text_color(*self.colour)
        self.cell(0, 8, self.known(self.brand.name), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_fill_color(*self.colour)
        self.rect(self.l_margin, self.get_y(), self.epw, 1, style="F")
        self.ln(5)
        self.set_text_color(0)
        self.set_font(FONT, size=9)

    def footer(self) -> None:
        """When it was made, and which page of how many."""
        self.set_y(-14)
        self.set_font(FONT, size=8)
        self.set_text_color(*_GREY)
        made = _("Made %(at)s UTC") % {"at": f"{now():%Y-%m-%d %H:%M}"}
        half = self.epw / 2
        self.cell(half, 5, made)
        page = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.cell(half, 5, page, align="R")
        self.set_text_color(0)

    def line_of(self, text: str, *, bold: bool = False, size: int = 9) -> None:
        """One line of text."""
        self.set_font(FONT, "B" if bold else "", size)
        self.multi_cell(0, size * 3 // 5, self.known(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def statement_pdf(found: Statement, brand: BrandRow) -> bytes:
    """Print a statement."""
    title = _("Commission statement")
    pdf = StatementPdf(brand, title)
    pdf.add_page()
    pdf.line_of(title, bold=True, size=15)
    pdf.ln(1)
    pdf.line_of(f"{found.name} · {found.partner_id}")
    pdf.line_of(
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


def _sums(pdf: StatementPdf, found: Statement) -> None:
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


def _lines(pdf: StatementPdf, found: Statement) -> None:
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


def _table(pdf: StatementPdf, widths: Sequence[int], align: Sequence[str], *, head: bool) -> Any:
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


def _colour(text: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour such as #206bc4."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
