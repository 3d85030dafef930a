"""A report as a PDF to read: the sealed file beside it is the evidence."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from fpdf.fonts import FontFace

from brokerdesk.core.ui.pdf import FONT, BrandedPdf
from brokerdesk.core.words import words
from brokerdesk.modules.brands.types import BrandRow

from ...errors import ReportNotSealed
from ...models import Report
from .shown import Shown, shown


class ReportPdf(BrandedPdf):
    """Paragraphs, headings and tables of figures."""

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
    pdf = ReportPdf(brand.name, brand.colour, _("Report of a decision"))
    _verdict(pdf, report, found)
    _computed(pdf, found)
    _account(pdf, found)
    _clocks(pdf, found)
    _ticks(pdf, found)
    _deals(pdf, found)
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
    pdf.headed(_("Rules of this phase"))
    for name, text, decided in found.rules:
        pdf.say(f"{name}. {text}", bold=decided)
    stamp = found.body["programme"]["fingerprint"]
    pdf.say(f"{_('SHA-256 of the rules of this phase alone')}: {stamp}", size=7)


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


def _deals(pdf: ReportPdf, found: Shown) -> None:
    if not found.deals:
        return
    pdf.headed(_("Changed by the platform since the engine was told"))
    heads = (_("Ticket"), _("Changed"), _("Figure"), _("Before"), _("After"))
    rows = [(one.ticket, one.at, one.figure, one.was, one.became) for one in found.deals]
    pdf.rows(heads, rows)


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
