"""A report as a PDF to read: the sealed file beside it is the evidence."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import cast

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from brokerdesk.core.words import words
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.types import BrandRow

from ...errors import ReportNotSealed
from ...models import Report
from .shown import Shown, shown

FONT = "OpenSans"
_GREY = (110, 110, 110)


class ReportPdf(FPDF):
    """A4 with the brand at the head of each page and its number at the foot."""

    def __init__(self, brand: BrandRow, title: str) -> None:
        super().__init__(format="A4")
        self.brand = brand
        red, green, blue = (int(brand.colour[n : n + 2], 16) for n in (1, 3, 5))
        self.colour = (red, green, blue)
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

    def say(self, text: str, *, bold: bool = False, size: int = 9) -> None:
        """A paragraph."""
        self.set_font(FONT, "B" if bold else "", size)
        self.multi_cell(0, size * 3 // 5, self.known(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def headed(self, text: str) -> None:
        """A heading."""
        self.ln(4)
        self.say(text, bold=True, size=11)
        self.ln(1)

    def rows(self, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """A table."""
        self.set_font(FONT, size=7)
        self.set_draw_color(220)
        style = FontFace(emphasis="BOLD")
        with self.table(
            borders_layout="HORIZONTAL_LINES", headings_style=style, line_height=4
        ) as table:
            for cells in (heads, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(self.known("–" if cell is None else str(cell)))


def report_pdf(report: Report, brand: BrandRow) -> bytes:
    """Print a sealed report.

    Raises:
        ReportNotSealed: it waits for the ticks after the decision.
    """
    found = shown(report)
    if found is None:
        raise ReportNotSealed(_("the report is sealed a minute after the decision"))
    pdf = ReportPdf(brand, _("Report of a decision"))
    pdf.add_page()
    _verdict(pdf, report, found)
    _computed(pdf, found)
    _account(pdf, found)
    _clocks(pdf, found)
    _ticks(pdf, found)
    _states(pdf, found)
    _checks(pdf, report, found)
    return bytes(pdf.output())


def _verdict(pdf: ReportPdf, report: Report, found: Shown) -> None:
    decision, body = report.decision, found.body
    rule = f": {words(decision.rule)}" if decision.rule else ""
    pdf.say(_("Report of a decision"), bold=True, size=15)
    pdf.ln(1)
    pdf.say(f"{words(decision.type)}{rule}", bold=True, size=12)
    pdf.say(f"{report.public_id} · {body['subject']['stage']} · {body['subject']['account']}")
    keys = ("at", "measured", "floor", "action", "quality")
    pdf.rows(
        (_("Figure"), _("Value")),
        [(words(key), found.line[key]) for key in keys if found.line.get(key) is not None],
    )


def _computed(pdf: ReportPdf, found: Shown) -> None:
    pdf.headed(_("How it was computed"))
    for text, numbers in found.formulas:
        pdf.say(text)
        pdf.say("   " + ", ".join(f"{name} = {value}" for name, value in numbers), bold=True)
    pdf.headed(_("Rules, as bought"))
    for name, text, decided in found.rules:
        pdf.say(f"{name}. {text}", bold=decided)
    pdf.say(f"SHA-256 {found.body['programme']['fingerprint']}", size=7)


def _account(pdf: ReportPdf, found: Shown) -> None:
    account = found.body["account"]
    if account is None:
        return
    pdf.headed(_("Positions at that moment"))
    names = ("ticket", "symbol", "side", "lots", "price_open", "price", "profit", "rate", "swap",
             "value")  # fmt: skip
    heads = (_("Ticket"), _("Symbol"), _("Side"), _("Lots"), _("Opened at"), _("Price"),
             _("Profit"), _("Rate"), _("Swap"), _("Value"))  # fmt: skip
    pdf.rows(heads, [[mark[name] for name in names] for mark in account["marks"]])
    figures = ("balance", "credit", "floating", "equity")
    pdf.say(", ".join(f"{words(name)} {account[name]}" for name in figures))


def _clocks(pdf: ReportPdf, found: Shown) -> None:
    clocks = found.body["clocks"]
    pdf.headed(_("Clocks"))
    rows = [
        (_("UTC"), clocks["at"]),
        (f"{_('Rule clock')} ({clocks['rule_zone']})", clocks["rule"]),
        (_("Server clock"), clocks["server"]),
        (_("The day began"), clocks["reset_at"]["rule"]),
        (_("The next begins"), clocks["next_reset_at"]["rule"]),
    ]
    pdf.rows((_("Clock"), _("Time")), rows)


def _ticks(pdf: ReportPdf, found: Shown) -> None:
    for name, rows, _count in found.ticks:
        if not rows:
            continue
        pdf.headed(name)
        names = ("seq", "at", "received_at", "bid", "ask", "fault")
        heads = (_("Number"), _("Venue"), _("Received"), _("Bid"), _("Ask"), _("Not believed"))
        pdf.rows(heads, [[row[key] for key in names] for row in rows])


def _states(pdf: ReportPdf, found: Shown) -> None:
    pdf.headed(_("State before and after"))
    heads = (_("Figure"), _("Before"), _("After"))
    pdf.rows(heads, [(row.name, row.before, row.after) for row in found.states])


def _checks(pdf: ReportPdf, report: Report, found: Shown) -> None:
    pdf.headed(_("Checked when this was printed"))
    for check, title in found.checks:
        pdf.say(f"{_('holds') if check.ok else _('FAILED')}: {title}")
    for note in found.notes:
        pdf.say(note)
    pdf.say(f"SHA-256 {report.sha256}", size=7)
    pdf.say(f"brokerdesk prop verify report-{report.public_id}.json", size=7)
