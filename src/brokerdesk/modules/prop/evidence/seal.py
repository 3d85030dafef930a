"""The seal: SHA-256 of the body's bytes and an Ed25519 signature of them, keys inside."""

import base64
import json
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from brokerdesk.kit.reading import CaseError
from brokerdesk.kit.texts import noop as _

ALGORITHM = "Ed25519"
SHORT, LONG = 16, 32
"""Digits of a key's id: of keys made by early versions, and of those made now."""
_NAMED = re.compile(rb"[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key: `private` is its 32 bytes, kept from every print; `digits` of its id."""

    private: bytes
    digits: int = LONG

    @classmethod
    def new(cls) -> "Key":
        """Make one at random."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    def __repr__(self) -> str:
        return f"<Key {self.key_id}>"

    @property
    def public(self) -> bytes:
        """The 32 bytes that anybody may know."""
        own = Ed25519PrivateKey.from_private_bytes(self.private)
        return own.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """Its name."""
        return key_id_of(self.public, self.digits)

    def sign(self, body: bytes) -> bytes:
        """Sign a body's bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(body)


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands beside the body in a report."""

    key_id: str
    public: bytes
    sha256: str
    signature: bytes


def key_id_of(public: bytes, digits: int = LONG) -> str:
    """The name of a public key: the first digits of its SHA-256."""
    return sha256(public).hexdigest()[:digits]


def names(mark: Seal) -> frozenset[str]:
    """How the key of a seal may be named: by its own id, a longer one, or the public half in hex.

    Its own id counts as it follows from the key, whatever the seal says.
    """
    digits = SHORT if len(mark.key_id) == SHORT else LONG
    found = {key_id_of(mark.public, digits), key_id_of(mark.public), mark.public.hex()}
    return frozenset(found)


def pem(public: bytes) -> str:
    """A public key as other programs read it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_named(text: bytes) -> str:
    """A key id, or a public key's hex, of what a person gave: either of them, or a PEM file.

    Raises:
        CaseError: it is none of these.
    """
    given = text.strip()
    if given.startswith(b"-----BEGIN"):
        try:
            key = load_pem_public_key(given)
        except (ValueError, UnsupportedAlgorithm):
            key = None
        if isinstance(key, Ed25519PublicKey):
            return key.public_bytes_raw().hex()
    elif _NAMED.fullmatch(given.lower()):
        return given.decode().lower()
    raise CaseError("key", _("give a key id of 32 or 16 digits, or a file with a public key"))


def seal(body: bytes, key: Key) -> Seal:
    """Hash and sign a body."""
    return Seal(key.key_id, key.public, sha256(body).hexdigest(), key.sign(body))


def sealed(body: bytes, mark: Seal) -> bytes:
    """A report as it is handed out: the body byte for byte, and its seal."""
    rest = {
        "algorithm": ALGORITHM,
        "key_id": mark.key_id,
        "public_key": _text(mark.public),
        "sha256": mark.sha256,
        "signature": _text(mark.signature),
    }
    return b'{"body":' + body + b',"seal":' + _canonical(rest) + b"}"


def signed_by(public: bytes, signature: bytes, body: bytes) -> bool:
    """Whether a signature of a body is a key's."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _canonical(row: dict[str, str]) -> bytes:
    return json.dumps(row, sort_keys=True, separators=(",", ":")).encode()
