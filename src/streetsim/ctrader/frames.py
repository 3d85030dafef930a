"""Framing of both binary interfaces: a length, then an envelope that names its payload."""

import asyncio
import struct

from google.protobuf.message import DecodeError

from .proto import MANAGER, Kind

MAX_FRAME = 15_000_000
HEARTBEAT = 51
_LENGTH = struct.Struct(">I")
_Envelope = MANAGER["Envelope"]


class FrameError(Exception):
    """The peer's bytes are no frame."""


def frame(number: int, payload: bytes, msg_id: str | None = None) -> bytes:
    """Render a frame; an event has no message id."""
    envelope = _Envelope(payloadType=number, payload=payload)
    if msg_id is not None:
        envelope.clientMsgId = msg_id
    body: bytes = envelope.SerializeToString()
    return _LENGTH.pack(len(body)) + body


async def read_frame(reader: asyncio.StreamReader) -> Kind | None:
    """Read the next envelope; None when the peer closed between frames.

    Raises:
        FrameError: too long, cut, or no envelope.
    """
    try:
        head = await reader.readexactly(_LENGTH.size)
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise FrameError("cut inside a length") from None
        return None
    (size,) = _LENGTH.unpack(head)
    if size > MAX_FRAME:
        raise FrameError("FRAME_TOO_LONG")
    try:
        envelope = _Envelope.FromString(await reader.readexactly(size))
    except asyncio.IncompleteReadError:
        raise FrameError("cut inside a frame") from None
    except DecodeError:
        raise FrameError("no envelope") from None
    if not envelope.IsInitialized():
        raise FrameError("no envelope")
    return envelope
