"""Files as clients send them."""

import io

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), shade: int = 90) -> bytes:
    """A sound picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 120, 160)).save(out, kind)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
