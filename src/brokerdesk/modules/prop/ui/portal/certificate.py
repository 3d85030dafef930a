"""A certificate of what was passed and paid: one page to print."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import cast

from django.db.models import Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import TTFFont

from brokerdesk.core.ui import UiRequest, page
from brokerdesk.core.ui.texts import money_text
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.types import BrandRow

from ...models import Attempt, Payout, Stage
from .reach import own_attempt

FONT = "OpenSans"
_GREY = (110, 110, 110)


class CertificatePdf(FPDF):
    """A4, landscape, framed in the brand's colour. A letter that the font lacks becomes “?”."""

    def __init__(self, brand: BrandRow) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.colour = tuple(int(brand.colour[n : n + 2], 16) for n in (1, 3, 5))
        folder = files("ttf_opensans") / "ttf"
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font(FONT, style, str(folder / f"OpenSans-{name}.ttf"))
        self.set_title(_("Certificate"))
        self.set_author(brand.name)
        self.set_auto_page_break(False)
        self.add_page()
        self.set_draw_color(*self.colour)
        self.set_line_width(1.2)
        self.rect(10, 10, self.w - 20, self.h - 20)
        self.set_y(28)

    def say(self, text: str, size: int, *, bold: bool = False, grey: bool = False) -> None:
        """A line in the middle."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*(_GREY if grey else (0, 0, 0)))
        glyphs = cast(TTFFont, self.current_font).cmap
        known = "".join(one if ord(one) in glyphs else "?" for one in text)
        self.cell(0, size * 0.62, known, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


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


@page(
    "portal", "challenges/attempts/<str:attempt_id>/certificate.pdf",
    name="prop.portal_certificate", title=gettext_lazy("Certificate"),
)  # fmt: skip
def certificate_page(request: UiRequest, attempt_id: str) -> HttpResponse:
    """The certificate of one who passed a phase or was paid."""
    attempt = own_attempt(request, attempt_id)
    passed = list(attempt.stages.filter(outcome="passed").order_by("pk"))
    if not passed and not attempt.rewards:
        raise NotFound(_("Nothing was passed yet."))
    response = HttpResponse(
        certificate_pdf(attempt, passed, brand_of(attempt.brand_id)),
        content_type="application/pdf",
    )
    response["Content-Disposition"] = f'attachment; filename="{attempt.public_id}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
