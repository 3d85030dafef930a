"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import hashlib
import random
from decimal import Decimal

from streetsim.common.venue.bots import VenueBots, draw_deposit, draw_names

from .catalogue import ASSET_BY_NAME, SYMBOL_BY_NAME
from .engine.accounts import create_trader
from .engine.booking import Ticket
from .engine.trading import close, send_order
from .engine.valuation import account_state
from .errors import Refusal
from .kinds import AccessRights, Side
from .records import Position, Trader
from .world import World

_GROUP = "Street_Bots"
_CHANNEL = "cTrader"


class Bots(VenueBots[World, Trader, Position]):
    """Opens and closes small positions at random; the same seed draws the same accounts."""

    refusal = Refusal

    def _seeded(self) -> int:
        return sum(trader.bot for trader in self._world.traders.values())

    def _open(self, draw: random.Random) -> None:
        secret = f"Bot-{draw.getrandbits(32):08x}"
        name, last_name = draw_names(draw)
        values = {
            "group_id": self._world.group_named(_GROUP).group_id,
            "deposit_asset_id": ASSET_BY_NAME["USD"].asset_id,
            "leverage_in_cents": 10_000,
            "password_hash": hashlib.md5(secret.encode(), usedforsecurity=False).hexdigest(),
            "name": name,
            "last_name": last_name,
            "comment": "street bot",
        }
        trader = create_trader(self._world, values, balance=draw_deposit(draw) * 100)
        trader.bot = True
        self._world.save_trader(trader)

    def _funded(self) -> list[Trader]:
        return [item for item in self._world.traders.values() if _may_trade(item)]

    def _email(self, trader: Trader) -> str:
        owner = self._world.users.get(trader.user_id)
        return owner.email if owner else trader.email or ""

    def _held(self, trader: Trader) -> list[Position]:
        return self._world.positions_of(trader.trader_id)

    def _close(self, held: Position) -> None:
        close(self._world, held, channel=_CHANNEL)

    def _is_strained(self, trader: Trader) -> bool:
        state = account_state(self._world, trader)
        return state.margin * 3 > state.equity

    def _trade(self, trader: Trader, symbol: str) -> None:
        world, found = self._world, SYMBOL_BY_NAME[symbol]
        balance = Decimal(trader.balance).scaleb(-trader.money_digits)
        lots = self._lots(balance, world.asset_of(trader).name, found.item)
        draw, point = self._draw(symbol), found.item.point
        ticket = Ticket(
            trader_id=trader.trader_id,
            symbol_id=found.symbol_id,
            side=Side.BUY if draw.buy else Side.SELL,
            volume=found.volume(lots),
            stop_loss=draw.stop and draw.stop.quantize(point),
            take_profit=draw.target and draw.target.quantize(point),
            channel=_CHANNEL,
        )
        send_order(world, ticket)


def _may_trade(trader: Trader) -> bool:
    full = trader.access_rights == AccessRights.FULL_ACCESS
    return trader.balance > 0 and full and not trader.deleted
