"""A report's file, taken apart as far as it can be."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from brokerdesk.kit.canonical import canonical
from brokerdesk.kit.reading import CaseError, Fields, strict_json
from brokerdesk.kit.texts import noop as _

from .facts import FORMAT
from .seal import Seal, sealed


@dataclass(frozen=True, slots=True)
class Opened:
    """A report: its body as JSON and as the bytes that were sealed, and the seal."""

    body: Mapping[str, object]
    raw: bytes
    mark: Seal
    same: bool

    def part(self, name: str) -> Fields:
        """An object of the body.

        Raises:
            CaseError: it is missing or no object.
        """
        return Fields("", self.body).inner(name)


def opened(text: bytes) -> Opened:
    """Take a report apart; `same` says whether it is written as it was sealed, byte for byte.

    Raises:
        CaseError: it is no report of this format.
    """
    top = Fields("", Fields.of("report", strict_json(_decoded(text), "report")).body)
    top.only(("body", "seal"))
    body, below = top.inner("body").body, top.inner("seal")
    if body.get("format") != FORMAT:
        raise CaseError("body.format", _("only %(format)s is known"), format=FORMAT)
    below.only(("algorithm", "key_id", "public_key", "sha256", "signature"))
    mark = Seal(
        below.text("key_id"), _bytes(below, "public_key"), below.text("sha256"),
        _bytes(below, "signature"),
    )  # fmt: skip
    raw = _raw(body)
    return Opened(body, raw, mark, sealed(raw, mark) == text)


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise CaseError("report", _("this is no UTF-8 text")) from None


def _raw(body: Mapping[str, object]) -> bytes:
    try:
        return canonical(body)
    except (TypeError, ValueError, RecursionError):
        raise CaseError("body", _("it holds values that no report has")) from None


def _bytes(row: Fields, name: str) -> bytes:
    try:
        return base64.b64decode(row.text(name), validate=True)
    except (binascii.Error, ValueError):
        raise CaseError(row.key(name), _("give Base64")) from None
