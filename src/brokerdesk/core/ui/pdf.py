"""Printed pages: Open Sans, the brand's name and colour, numbered pages.

Open Sans writes Latin, Greek and Cyrillic. A letter that it lacks is printed as “?”. Import it
only where something is printed: it loads a font library.
"""

from importlib.resources import files
from typing import Final, cast

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from brokerdesk.kit.clock import now

FONT: Final = "OpenSans"
GREY: Final = (110, 110, 110)


class LetteredPdf(FPDF):
    """A4 in Open Sans; `colour`: the brand's, such as #206bc4."""

    def __init__(self, name: str, colour: str, title: str, *, landscape: bool = False) -> None:
        super().__init__(orientation="landscape" if landscape else "portrait", format="A4")
        self.brand_name = name
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        self.colour = (red, green, blue)
        folder = files("ttf_opensans") / "ttf"
        for style, face in (("", "Regular"), ("B", "Bold")):
            self.add_font(FONT, style, str(folder / f"OpenSans-{face}.ttf"))
        self.set_title(title)
        self.set_author(name)
        self.set_font(FONT, size=9)

    def known(self, text: str) -> str:
        """A text with “?” for each letter that the font lacks."""
        glyphs = cast(TTFFont, self.current_font).cmap
        return "".join(c if c == "\n" or ord(c) in glyphs else "?" for c in text)


class BrandedPdf(LetteredPdf):
    """Pages with the brand at the head and their number at the foot."""

    def __init__(self, name: str, colour: str, title: str) -> None:
        super().__init__(name, colour, title)
        self.set_margins(15, 15)
        self.set_auto_page_break(True, margin=20)
        self.add_page()

    def header(self) -> None:
        """The brand's name and a line in its colour."""
        self.set_font(FONT, "B", 13)
        self.set_text_color(*self.colour)
        self.cell(0, 8, self.known(self.brand_name), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_fill_color(*self.colour)
        self.rect(self.l_margin, self.get_y(), self.epw, 1, style="F")
        self.ln(5)
        self.set_text_color(0)
        self.set_font(FONT, size=9)

    def footer(self) -> None:
        """When it was made, and which page of how many."""
        self.set_y(-14)
        self.set_font(FONT, size=8)
        self.set_text_color(*GREY)
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
