"""Questions to the gateways over NATS; nothing of one is kept anywhere."""

import asyncio
import json
from collections.abc import Mapping

import nats
from django.conf import settings

from ..models import Server

AWAY = "platform_away"
COMPARED_WITHIN_S = 30.0


async def ask_gateway(
    server_code: str, door: str, asked: Mapping[str, object], *, timeout_s: float
) -> dict[str, object]:
    """Ask the gateway of a server at one of its doors (`rpc`, `calculator`, `rescan`).

    Who cannot be asked gives the gateway's own answer for a platform that is away.
    """
    subject = f"{settings.EVENTS_PREFIX}.gw.{server_code}.{door}"
    try:
        connection = await nats.connect(
            settings.NATS_URL, connect_timeout=2, allow_reconnect=False, max_reconnect_attempts=0
        )
    except (OSError, nats.errors.Error, TimeoutError):
        return {"rejected": "the message bus cannot be reached", "code": AWAY}
    try:
        reply = await connection.request(subject, json.dumps(asked).encode(), timeout=timeout_s)
    except nats.errors.NoRespondersError:
        return {"rejected": "no gateway serves the platform", "code": AWAY}
    except (nats.errors.Error, TimeoutError):
        return {"unknown": "the gateway did not answer"}
    finally:
        await connection.close()
    answer: dict[str, object] = json.loads(reply.data)
    return answer


def compare_now() -> list[str]:
    """Let all gateways compare the last day's deals with their platforms now, and wait for it.

    Returns the codes of servers that were not compared within 30 s, in order.
    """
    codes = list(
        Server.objects.filter(enabled=True).order_by("code").values_list("code", flat=True)
    )

    async def ask_all() -> list[dict[str, object]]:
        asked = [ask_gateway(c, "rescan", {}, timeout_s=COMPARED_WITHIN_S) for c in codes]
        return await asyncio.gather(*asked)

    answers = asyncio.run(ask_all())
    return [code for code, said in zip(codes, answers, strict=True) if said.get("ok") is not True]
