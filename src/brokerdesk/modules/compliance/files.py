"""What a file really is, and where it is kept."""

import hashlib
import io
import re
import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from .errors import BadFile

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 60_000_000
SHORTEST_SIDE = 200
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
# A scan runs nothing; a PDF that would is no document for review.
ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|XFA|RichMedia)\b")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that is what it claims to be."""

    content: bytes
    content_type: str
    sha256: str
    original_name: str


def check_file(content: bytes, original_name: str) -> CheckedFile:
    """Find out by its content what a file is; its name and claimed type prove nothing.

    Raises:
        BadFile: it is empty, too big, or neither a sound JPEG or PNG nor a passive PDF.
    """
    if not content:
        raise BadFile(_("The file is empty."), field="file")
    if len(content) > MAX_BYTES:
        raise BadFile(_("The file is over 10 MB."), field="file")
    kind = _image_type(content) or _pdf_type(content)
    if kind is None:
        raise BadFile(_("Send a JPEG or PNG picture or a PDF."), field="file")
    return CheckedFile(
        content, kind, hashlib.sha256(content).hexdigest(), clean_file_name(original_name)
    )


def _image_type(content: bytes) -> str | None:
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=list(FORMATS))
            if picture.width * picture.height > MAX_PIXELS:
                raise BadFile(_("The picture has too many pixels."), field="file")
            if min(picture.size) < SHORTEST_SIDE:
                raise BadFile(_("The picture is too small to read."), field="file")
            picture.load()
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise BadFile(_("The picture is damaged."), field="file") from None
    return FORMATS.get(picture.format or "")


def _pdf_type(content: bytes) -> str | None:
    if not content.startswith(b"%PDF-"):
        return None
    if b"%%EOF" not in content[-2_048:]:
        raise BadFile(_("The PDF is damaged or cut off."), field="file")
    if ACTIVE_PDF.search(content):
        raise BadFile(_("The PDF holds scripts or attachments."), field="file")
    return "application/pdf"


def clean_file_name(name: str) -> str:
    """Return the last part of a name, printable and at most 120 characters, for display only."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-120:] or "document"


def store(file: CheckedFile, at: datetime) -> str:
    """Keep a file under a random name and return it."""
    wanted = f"documents/{at:%Y/%m}/{secrets.token_hex(20)}.{EXTENSIONS[file.content_type]}"
    return default_storage.save(wanted, ContentFile(file.content))


def read(name: str) -> bytes:
    """Read a kept file back."""
    with default_storage.open(name, "rb") as source:
        return bytes(source.read())


def forget(name: str) -> None:
    """Delete a kept file."""
    default_storage.delete(name)
