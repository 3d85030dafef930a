"""What was passed and paid, on one page."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from fpdf.enums import Align, XPos, YPos

from brokerdesk.core.ui.pdf import FONT, GREY, LetteredPdf
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.modules.brands.types import BrandRow

from ...models import Attempt, Payout, Stage


class CertificatePdf(LetteredPdf):
    """One page, landscape, framed in the brand's colour."""

    def __init__(self, brand: BrandRow) -> None:
        super().__init__(brand.name, brand.colour, _("Certificate"), landscape=True)
        self.set_auto_page_break(False)
        self.add_page()
        self.set_draw_color(*self.colour)
        self.set_line_width(1)
        self.rect(10, 10, self.w - 20, self.h - 20)
        self.set_y(28)

    def say(self, text: str, size: int, *, bold: bool = False, grey: bool = False) -> None:
        """A line in the middle."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*(GREY if grey else (0, 0, 0)))
        shown = self.known(text)
        self.cell(0, size * 31 // 50, shown, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def certificate_pdf(attempt: Attempt, passed: Sequence[Stage], brand: BrandRow) -> bytes:
    """Print what was passed, and what was paid of it."""
    made, client = CertificatePdf(brand), attempt.client
    made.say(brand.name, 18, bold=True)
    made.ln(8)
    made.say(_("Certificate"), 34, bold=True)
    made.ln(6)
    made.say(f"{client.first_name} {client.last_name}".strip(), 24, bold=True)
    made.ln(4)
    size = Decimal(attempt.document["initial_balance"])
    title = f"{attempt.title} · {money_text(size, attempt.document['currency'])}"
    made.say(title, 14)
    made.ln(4)
    for stage in passed:
        said = _("passed “%(phase)s” on %(day)s") % {
            "phase": stage.name, "day": _day(stage.ended_at),
        }  # fmt: skip
        made.say(said, 13)
    rewards = Payout.objects.filter(attempt=attempt, state="paid")
    paid = rewards.aggregate(sum=Sum("trader"))["sum"]
    if paid:
        said = _("rewards paid: %(amount)s") % {
            "amount": money_text(paid, attempt.document["currency"])
        }
        made.say(said, 13)
    made.set_y(-40)
    made.say(f"{attempt.public_id} · SHA-256 {attempt.fingerprint}", 8, grey=True)
    made.say(_("Made %(at)s UTC") % {"at": f"{now():%Y-%m-%d %H:%M}"}, 8, grey=True)
    return bytes(made.output())


def _day(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d}"
