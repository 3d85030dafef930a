"""What a trade would need and win, by the platform's own calculators; nothing is kept."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _t

from brokerdesk.core.texts import translated
from brokerdesk.core.words import words
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.texts import unpacked
from brokerdesk.ports.spec import adapters
from brokerdesk.ports.trading import Capability, Side

from ..errors import AccountNotReady, CalculationRefused, GatewayAway, NotOfferedThere
from ..models import Quote, Server, Symbol
from ..types import AccountRow
from .asking import AWAY, ask_gateway
from .changes import READY

ANSWER_TIMEOUT_S = 15


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade to reckon with. Without an open price it is the market's now."""

    symbol: str
    side: Side
    lots: Decimal
    price_open: Decimal | None = None
    price_close: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Calculation:
    """The platform's answer, in the account's currency.

    `level_after` is percent, 0 without margin; `enough` says that the trade would not be refused
    for its margin. `profit` is None without a close price; `price_open` is the one that it was
    reckoned from, as of `price_at` where it is the market's.
    """

    currency: str
    margin: Decimal
    free_after: Decimal
    level_after: Decimal
    enough: bool
    profit: Decimal | None = None
    price_open: Decimal | None = None
    price_at: datetime | None = None


def can_calculate(account: AccountRow) -> bool:
    """Whether an account is open and its platform has calculators."""
    return account.login is not None and account.state in READY and _able(account)


def symbols_of(account: AccountRow) -> list[tuple[str, str]]:
    """The symbols of an account's server in order, each with its description."""
    rows = Symbol.objects.filter(server_id=account.server_pk, present=True).order_by("name")
    return list(rows.values_list("name", "description"))


def calculate(account: AccountRow, trade: Trade) -> Calculation:
    """Ask the platform what a trade on an account would bind, and win at its close price.

    Raises:
        AccountNotReady: the account is not open on its platform.
        NotOfferedThere: the platform has no calculators.
        InvalidInput: no such symbol, no lots, or prices that are none; no price is known now.
        GatewayAway: the platform cannot be asked now, or did not answer.
        CalculationRefused: it refused, in its own words.
    """
    if account.login is None or account.state not in READY:
        raise AccountNotReady(
            _t("The trading account's state is “%(state)s”.") % {"state": words(account.state)}
        )
    if not _able(account):
        raise NotOfferedThere(_t("The platform has no calculators."))
    _check(account, trade)
    asked = {"symbol": trade.symbol, "side": trade.side.value, "lots": f"{trade.lots:f}"}
    price = None if trade.price_open is None else f"{trade.price_open:f}"
    need = _ask(account, {"op": "margin", "login": account.login, "price": price, **asked})
    known = {name: Decimal(str(need[name])) for name in ("margin", "free_after", "level_after")}
    profit: Decimal | None = None
    opened, opened_at = trade.price_open, None
    if trade.price_close is not None:
        if opened is None:
            opened, opened_at = _price_now(account, trade)
        prices = {"price_open": f"{opened:f}", "price_close": f"{trade.price_close:f}"}
        won = _ask(account, {"op": "profit", "group": account.group, **asked, **prices})
        profit = Decimal(str(won["profit"]))
    return Calculation(
        currency=account.currency,
        enough=need["enough"] is True,
        profit=profit,
        price_open=opened,
        price_at=opened_at,
        **known,
    )


def _able(account: AccountRow) -> bool:
    server = Server.objects.get(pk=account.server_pk)
    return Capability.CALCULATORS in adapters.get("trading", server.kind).capabilities


def _check(account: AccountRow, trade: Trade) -> None:
    known = Symbol.objects.filter(server_id=account.server_pk, name=trade.symbol, present=True)
    if not known.exists():
        raise InvalidInput(_t("The server has no such symbol."), field="symbol")
    if trade.lots <= 0:
        raise InvalidInput(_t("Give lots above zero."), field="lots")
    for field in ("price_open", "price_close"):
        price = getattr(trade, field)
        if price is not None and price <= 0:
            raise InvalidInput(_t("Give a price above zero."), field=field)


def _price_now(account: AccountRow, trade: Trade) -> tuple[Decimal, datetime]:
    """What the trade would open at now: a buy at the ask, a sell at the bid."""
    last = Quote.objects.filter(server_id=account.server_pk, symbol=trade.symbol).first()
    if last is None:
        raise InvalidInput(_t("No price is known now; give the open price."), field="price_open")
    return last.ask if trade.side == Side.BUY else last.bid, last.at


def _ask(account: AccountRow, asked: Mapping[str, object]) -> Mapping[str, object]:
    answer = asyncio.run(ask_gateway(account.server_code, "rpc", asked, timeout_s=ANSWER_TIMEOUT_S))
    if answer.get("ok") is True:
        return answer
    if "rejected" not in answer or answer.get("code") == AWAY:
        raise GatewayAway(_t("The trading platform cannot be reached now."))
    raise CalculationRefused(
        _t("The platform cannot calculate it: %(reason)s")
        % {"reason": translated(unpacked(answer["rejected"]))}
    )
