"""A link as a QR code."""

import qrcode
from django.utils.safestring import SafeString
from qrcode.image.svg import SvgPathImage


def qr_svg(link: str) -> SafeString:
    """Draw a link as inline SVG; the drawing holds squares only, none of the link's text."""
    image = qrcode.make(link, image_factory=SvgPathImage, box_size=8, border=2)
    return SafeString(image.to_string(encoding="unicode"))
