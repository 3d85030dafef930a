"""Questions from other processes over NATS: answered at once or not at all.

Subject `{prefix}.gw.{server code}.rpc`; JSON in, JSON out: {"ok": true, …}, {"rejected": reason,
"code": …} or {"unknown": cause}; reasons and causes as `kit.texts.packed` makes them, so that who
asked shows them in his language. Nothing of a request is logged: it may hold a password.
"""

import asyncio
import json
from collections import OrderedDict
from typing import Any

from nats.aio.msg import Msg

from brokerdesk.core.events import bus
from brokerdesk.core.events.names import prefix, wake_subject
from brokerdesk.kit.texts import Marked, packed
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.outcome import Accepted, Rejected
from brokerdesk.ports.trading import PasswordKind, PlatformError

from . import calculators
from .context import Context
from .links import Link
from .waiting import pause

REMEMBERED = 1_000
WAKE_S = 0.02
Reply = dict[str, Any]
CALCULATORS = {"margin": calculators.margin, "profit": calculators.profit}


def subject(server_code: str, door: str = "rpc") -> str:
    """Where a server's gateway listens."""
    return f"{prefix()}.gw.{server_code}.{door}"


class Desk:
    """Answers requests for one server, each id once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._link: Link = context.link("requests")
        self._answered: OrderedDict[str, Reply] = OrderedDict()
        self._wake_due = False

    async def run(self) -> None:
        """Listen until stopped; also takes the wake-ups that follow every commit."""
        client = await bus.connect(f"gateway-{self._context.server.code}")
        try:
            await client.subscribe(subject(self._context.server.code), cb=self._on_request)
            await client.subscribe(subject(self._context.server.code, "rescan"), cb=self._on_rescan)
            await client.subscribe(wake_subject(), cb=self._on_wake)
            await self._context.stop.wait()
        finally:
            await client.close()
            await self._link.close()

    async def _on_wake(self, message: Msg) -> None:
        """Every commit in the house comes here: look for work once per moment, not once each."""
        del message
        if not self._wake_due:
            self._wake_due = True
            asyncio.get_running_loop().call_later(WAKE_S, self._wake)

    def _wake(self) -> None:
        self._wake_due = False
        self._context.work.set()

    async def _on_rescan(self, message: Msg) -> None:
        """Compare the last day now; it takes a while and holds up no other request."""
        context = self._context
        context.rescans_asked += 1
        mine = context.rescans_asked
        context.rescan.set()
        while context.rescans_done < mine and not context.stop.is_set():
            await pause(context.stop, WAKE_S)
        if message.reply:
            await message.respond(json.dumps({"ok": context.rescans_done >= mine}).encode())

    async def _on_request(self, message: Msg) -> None:
        reply = await self.answer(message.data)
        if message.reply:
            await message.respond(json.dumps(reply).encode())

    async def answer(self, data: bytes) -> Reply:
        """Answer one request; the same id gets the same answer and is not done again."""
        try:
            request = json.loads(data)
            operation, key = str(request["op"]), str(request.get("id", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return {"rejected": "a request is a JSON object with an op", "code": "bad_request"}
        if key and key in self._answered:
            return self._answered[key]
        reply = await self._do(operation, request)
        if key:
            self._answered[key] = reply
            while len(self._answered) > REMEMBERED:
                self._answered.popitem(last=False)
        return reply

    async def _do(self, operation: str, request: Reply) -> Reply:
        try:
            if operation == "ping":
                async with self._link.use() as session:
                    return {"ok": True, "ping_ms": round(await session.ping() * 1000, 1)}
            if operation == "check":
                return await self._check(request)
            if operation == "set_password":
                return await self._set_password(request)
            if operation in CALCULATORS:
                return await CALCULATORS[operation](self._link, request)
        except PlatformError as error:
            return {"rejected": packed(error), "code": "platform_away"}
        except (KeyError, ValueError, TypeError):
            return {"rejected": "a field is missing or of the wrong type", "code": "bad_request"}
        return {"rejected": f"there is no op {operation[:32]}", "code": "bad_request"}

    async def _check(self, request: Reply) -> Reply:
        """Whether a login exists, and its balance now."""
        async with self._link.use() as session:
            account = await session.accounts_port.account(int(request["login"]))
        if account is None:
            why = Marked(_("there is no such login on the server"))
            return {"rejected": packed(why), "code": "not_found"}
        return {"ok": True, "balance": str(account.balance), "access": account.access.value}

    async def _set_password(self, request: Reply) -> Reply:
        login, kind = int(request["login"]), PasswordKind(request["kind"])
        password = request["password"]
        if not isinstance(password, str) or not password:
            raise ValueError("password")
        async with self._link.use() as session:
            outcome = await session.accounts_port.set_password(login, kind, password)
        if isinstance(outcome, Accepted):
            return {"ok": True}
        if isinstance(outcome, Rejected):
            return {"rejected": packed(outcome.reason), "code": outcome.code}
        return {"unknown": packed(outcome.cause)}
