"""Authentication maths and the packet cipher of the MT5 Web API."""

import hashlib
import hmac

from cryptography.hazmat.decrepit.ciphers.modes import OFB
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms

BLOCK = 16
CRYPT_RAND_BYTES = 256


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def password_hash(password: str) -> bytes:
    """Return MD5(MD5(UTF-16LE password) + "WebAPI"), 16 bytes."""
    return _md5(_md5(password.encode("utf-16-le")) + b"WebAPI")


def answer(secret: bytes, challenge: bytes) -> str:
    """Return the lower-case hex answer to a 16-byte challenge."""
    return _md5(secret + challenge).hex()


def matches(secret: bytes, challenge: bytes, given: str) -> bool:
    """Compare a peer's answer without leaking where it differs."""
    return hmac.compare_digest(answer(secret, challenge).encode(), given.lower().encode())


def derive(secret: bytes, crypt_rand: bytes) -> list[bytes]:
    """Return the 16 values chained from CRYPT_RAND: two key halves, two registers, 12 unused."""
    out, values = secret, []
    for start in range(0, CRYPT_RAND_BYTES, BLOCK):
        out = _md5(crypt_rand[start : start + BLOCK] + out)
        values.append(out)
    return values


class PacketCipher:
    """One direction of the stream: OFB whose register continues from packet to packet.

    The unused tail of a packet's last key block is thrown away, so each packet is padded to whole
    blocks and cut. Encrypting and decrypting are the same operation.
    """

    def __init__(self, key: bytes, register: bytes) -> None:
        self._key = algorithms.AES(key)
        self._register = register

    def apply(self, body: bytes) -> bytes:
        """Encrypt or decrypt the body of one packet."""
        if not body:
            return body
        padded = body + bytes(-len(body) % BLOCK)
        stream: CipherContext = Cipher(self._key, OFB(self._register)).encryptor()
        out = stream.update(padded)
        last = int.from_bytes(out[-BLOCK:]) ^ int.from_bytes(padded[-BLOCK:])
        self._register = last.to_bytes(BLOCK)
        return out[: len(body)]


def cipher_pair(secret: bytes, crypt_rand: bytes) -> tuple[PacketCipher, PacketCipher]:
    """Return the ciphers (client to server, server to client)."""
    values = derive(secret, crypt_rand)
    key = values[0] + values[1]
    return PacketCipher(key, values[2]), PacketCipher(key, values[3])
