"""The Web API's authentication answers and per-packet cipher.

AES-256 in output feedback, restarted on a whole block with every packet: what is left of the last
key block of a packet is thrown away.
"""

from hashlib import md5

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes

BLOCK = 16
RAND_BYTES = 16
CRYPT_RAND_BYTES = 256


def _md5(data: bytes) -> bytes:
    return md5(data, usedforsecurity=False).digest()


def password_hash(password: str) -> bytes:
    """Hash a manager's password: MD5(MD5(UTF-16LE password) + "WebAPI")."""
    return _md5(_md5(password.encode("utf-16-le")) + b"WebAPI")


def answer(hashed: bytes, rand_hex: str) -> str:
    """Answer a challenge of 16 bytes in hex: MD5(hash + challenge), lower-case hex."""
    return _md5(hashed + bytes.fromhex(rand_hex)).hex()


def initial_vectors(hashed: bytes, crypt_rand: bytes) -> list[bytes]:
    """Derive the chain of 16 values; 0 and 1 are the key, 2 and 3 the two start registers."""
    out, chain = hashed, []
    for start in range(0, CRYPT_RAND_BYTES, BLOCK):
        out = _md5(crypt_rand[start : start + BLOCK] + out)
        chain.append(out)
    return chain


class PacketCipher:
    """One direction's key stream. Encrypting and decrypting are the same."""

    def __init__(self, key: bytes, register: bytes) -> None:
        # Cipher block chaining over zeros gives exactly the output-feedback key stream.
        cipher = Cipher(algorithms.AES(key), modes.CBC(register))
        self._stream: CipherContext = cipher.encryptor()

    def apply(self, body: bytes) -> bytes:
        """Encrypt or decrypt one packet's body; an empty one takes nothing of the stream."""
        size = len(body)
        if not size:
            return body
        stream = self._stream.update(bytes(-(-size // BLOCK) * BLOCK))[:size]
        mixed = int.from_bytes(body, "little") ^ int.from_bytes(stream, "little")
        return mixed.to_bytes(size, "little")


def ciphers(password: str, crypt_rand_hex: str) -> tuple[PacketCipher, PacketCipher]:
    """Make the ciphers (to the server, from the server)."""
    chain = initial_vectors(password_hash(password), bytes.fromhex(crypt_rand_hex))
    key = chain[0] + chain[1]
    return PacketCipher(key, chain[2]), PacketCipher(key, chain[3])
