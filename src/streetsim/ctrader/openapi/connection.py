"""An application's connection: its sign-in, its accounts, requests."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from .. import tokens
from ..dispatch import Dispatcher
from ..errors import Refusal
from ..proto import OPENAPI, Kind
from ..records import Token, Trader
from ..session import Reply, WireConnection
from .base import REQUESTS, Call, Follows, made

VERSION = "street-1"


class OpenApiConnection(WireConnection):
    """Serves one application; `accounts` are signed in, by account id, with their tokens."""

    messages = OPENAPI
    execution = OPENAPI.number("ExecutionEvent")

    def __init__(
        self,
        dispatcher: Dispatcher,
        members: list["OpenApiConnection"],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        super().__init__(dispatcher, reader, writer)
        self._members = members
        self._known = False
        self.accounts: dict[int, Token] = {}
        self.spots: Follows = set()
        self._steps: dict[str, Callable[[Kind], Any]] = {
            "ApplicationAuthReq": self._application,
            "VersionReq": lambda _: made("VersionRes", version=VERSION),
            "AccountListReq": self._account_list,
            "AccountAuthReq": self._account,
            "AccountLogoutReq": self._account_logout,
            "RefreshTokenReq": self._refresh,
        }

    def left(self) -> None:
        """Leave the hub."""
        if self in self._members:
            self._members.remove(self)

    def names(self, number: int, request: Kind) -> Sequence[str]:
        """Name a request for the fault switches."""
        name = OPENAPI.names[number]
        if name in self._steps:
            return "AUTH", str(number)
        if number not in REQUESTS:
            raise Refusal("UNSUPPORTED_MESSAGE", f"payload type {number}")
        return REQUESTS[number].kind, str(number)

    def perform(self, number: int, request: Kind) -> Reply | None:
        """Answer a request."""
        name = OPENAPI.names[number]
        if name not in ("ApplicationAuthReq", "VersionReq") and not self._known:
            raise Refusal("CH_CLIENT_NOT_AUTHENTICATED")
        if name in self._steps:
            reply = self._steps[name](request)
            return OPENAPI.number(name.removesuffix("Req") + "Res"), reply
        entry = REQUESTS[number]
        token = self.accounts.get(request.ctidTraderAccountId)
        if token is None:
            raise Refusal("ACCOUNT_NOT_AUTHORIZED")
        token = tokens.holder(self.world, token.token)
        trader = self._trader(request.ctidTraderAccountId)
        reply = entry.handler(Call(self.world, request, trader, token.scope, self.spots))
        return None if entry.answer is None else (OPENAPI.number(entry.answer), reply)

    def _application(self, request: Kind) -> Any:
        app = self.world.config.app
        if self._known:
            raise Refusal("CH_CLIENT_ALREADY_AUTHENTICATED")
        if request.clientId != app.client_id:
            raise Refusal("CH_OA_CLIENT_NOT_FOUND")
        if request.clientSecret != app.secret:
            raise Refusal("CH_CLIENT_AUTH_FAILURE")
        self._known = True
        self._members.append(self)
        return made("ApplicationAuthRes")

    def _account_list(self, request: Kind) -> Any:
        token = tokens.holder(self.world, request.accessToken)
        kind = OPENAPI["CtidTraderAccount"]
        live = self.world.config.environment == "live"
        found = [
            kind(
                ctidTraderAccountId=item.ctid_trader_account_id,
                isLive=live,
                traderLogin=item.login,
            )
            for item in self.world.traders.values()
            if item.user_id == token.owner and not item.deleted
        ]
        return made(
            "AccountListRes",
            accessToken=token.token,
            permissionScope=token.scope,
            ctidTraderAccount=found,
        )

    def _account(self, request: Kind) -> Any:
        token = tokens.holder(self.world, request.accessToken)
        trader = self._trader(request.ctidTraderAccountId)
        if trader.user_id != token.owner:
            raise Refusal("CH_CTID_TRADER_ACCOUNT_NOT_FOUND")
        if trader.ctid_trader_account_id in self.accounts:
            raise Refusal("ALREADY_LOGGED_IN")
        self.accounts[trader.ctid_trader_account_id] = token
        return made("AccountAuthRes", ctidTraderAccountId=trader.ctid_trader_account_id)

    def _account_logout(self, request: Kind) -> Any:
        account = request.ctidTraderAccountId
        if self.accounts.pop(account, None) is None:
            raise Refusal("ACCOUNT_NOT_AUTHORIZED")
        self.spots = {item for item in self.spots if item[0] != account}
        return made("AccountLogoutRes", ctidTraderAccountId=account)

    def _refresh(self, request: Kind) -> Any:
        token = tokens.refresh(self.world, request.refreshToken)
        return made(
            "RefreshTokenRes",
            accessToken=token.token,
            tokenType="bearer",
            expiresIn=tokens.EXPIRES_IN_S,
            refreshToken=token.refresh,
        )

    def _trader(self, account: int) -> Trader:
        for trader in self.world.traders.values():
            if trader.ctid_trader_account_id == account and account and not trader.deleted:
                return trader
        raise Refusal("CH_CTID_TRADER_ACCOUNT_NOT_FOUND")

    def refused(self, number: int, request: Kind, refusal: Refusal) -> Reply:
        """Render a refusal; a trading request's is an event of its own."""
        entry = REQUESTS.get(number)
        if entry is None or entry.answer is not None or refusal.code == "ACCOUNT_NOT_AUTHORIZED":
            return self.error(refusal)
        named = request.DESCRIPTOR.fields_by_name
        message = made(
            "OrderErrorEvent",
            errorCode=refusal.code,
            description=refusal.description,
            ctidTraderAccountId=request.ctidTraderAccountId,
            orderId=request.orderId if "orderId" in named else None,
            positionId=request.positionId if "positionId" in named else None,
        )
        return OPENAPI.number("OrderErrorEvent"), message
