"""Framing: a length, then an envelope that names its payload."""

import asyncio
import struct

from google.protobuf.message import DecodeError

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .errors import BadAnswer
from .messages import KINDS, Message

MAX_FRAME = 15_000_000
ERROR, HEARTBEAT, HELLO = 50, 51, 990
_LENGTH = struct.Struct(">I")
_Envelope = KINDS["Envelope"]


def frame(number: int, payload: bytes, msg_id: str | None = None) -> bytes:
    """Render a frame; a heartbeat has no message id."""
    envelope = _Envelope(payloadType=number, payload=payload)
    if msg_id is not None:
        envelope.clientMsgId = msg_id
    body: bytes = envelope.SerializeToString()
    return _LENGTH.pack(len(body)) + body


async def read_frame(reader: asyncio.StreamReader) -> Message:
    """Read the next envelope.

    Raises:
        BadAnswer: too long, or no envelope.
        IncompleteReadError: the peer closed.
    """
    (size,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if size > MAX_FRAME:
        raise BadAnswer(Marked(_("the server announced a frame of %(size)s bytes"), size=size))
    return decoded("Envelope", await reader.readexactly(size))


def decoded(kind: str, data: bytes) -> Message:
    """Decode a message of a kind.

    Raises:
        BadAnswer: the bytes are none.
    """
    try:
        return KINDS[kind].FromString(data)
    except DecodeError:
        raise BadAnswer(Marked(_("the server's %(kind)s cannot be read"), kind=kind)) from None
