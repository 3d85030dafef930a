"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import random
from decimal import Decimal

from streetsim.common.records import ZERO, money
from streetsim.common.venue.bots import VenueBots, draw_deposit, draw_names

from .codes import Refusal
from .engine.balance import change_balance
from .engine.trading import Closing, Ticket, close_trade, open_trade
from .engine.users import NewUser, add_user
from .engine.valuation import account_state
from .records import ENABLED, READ_ONLY, Cmd, Reason, Trade, User
from .world import World

_BOT_GROUP = "bots-USD"


class Bots(VenueBots[World, User, Trade]):
    """Opens and closes small trades at random; the same seed draws the same accounts."""

    refusal = Refusal

    def _seeded(self) -> int:
        return sum(user.bot for user in self._world.users.values())

    def _open(self, draw: random.Random) -> None:
        texts = {"name": " ".join(draw_names(draw)), "comment": "street bot"}
        user = add_user(self._world, NewUser(_BOT_GROUP, texts=texts))
        user.bot = True
        amount = Decimal(draw_deposit(draw))
        change_balance(self._world, user.login, amount, comment="seed deposit")

    def _funded(self) -> list[User]:
        return [user for user in self._world.users.values() if _may_trade(user)]

    def _email(self, trader: User) -> str:
        return trader.info.get("email", "")

    def _held(self, trader: User) -> list[Trade]:
        return self._world.positions_of(trader.login)

    def _close(self, held: Trade) -> None:
        """Close a trade; every fourth one of more than two steps only by half."""
        step = int(self._world.instrument(held.symbol).volume_step * 100)
        half = held.volume // 2 // step * step
        part = half if half and self._random.random() < 0.25 else 0
        close_trade(self._world, held.order, Closing(volume=part))

    def _is_strained(self, trader: User) -> bool:
        state = account_state(self._world, trader.login)
        return state.margin * 3 > state.equity

    def _trade(self, trader: User, symbol: str) -> None:
        world, item = self._world, self._world.instrument(symbol)
        lots = self._lots(trader.balance, world.group_of(trader.login).currency, item)
        draw = self._draw(symbol)
        ticket = Ticket(
            login=trader.login,
            symbol=symbol,
            cmd=Cmd.BUY if draw.buy else Cmd.SELL,
            volume=int(lots * 100),
            sl=money(draw.stop or ZERO, item.digits),
            tp=money(draw.target or ZERO, item.digits),
            reason=Reason.CLIENT,
        )
        open_trade(world, ticket)


def _may_trade(user: User) -> bool:
    return user.balance > 0 and user.flags & (ENABLED | READ_ONLY) == ENABLED
