"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import random
from decimal import Decimal

from streetsim.common.venue.bots import VenueBots, draw_deposit, draw_names

from .engine.balance import change_balance
from .engine.booking import Ticket
from .engine.trading import close_position, open_position
from .engine.users import NewUser, add_user
from .engine.valuation import account_state
from .records import EXT, ZERO, Position, Reason, User, money
from .retcodes import Refusal
from .world import World

_BOT_GROUP = "bots\\standard-USD"


class Bots(VenueBots[World, User, Position]):
    """Opens and closes small positions at random; the same seed draws the same accounts."""

    refusal = Refusal

    def _seeded(self) -> int:
        return sum(user.bot for user in self._world.users.values())

    def _open(self, draw: random.Random) -> None:
        info = {"Name": " ".join(draw_names(draw)), "Comment": "street bot"}
        password = f"Bot-{draw.getrandbits(32):08x}Z1"[:16]
        user = add_user(self._world, NewUser(_BOT_GROUP, 100, password, password, info=info))
        user.bot = True
        amount = Decimal(draw_deposit(draw))
        change_balance(self._world, user.login, amount, comment="seed deposit")

    def _funded(self) -> list[User]:
        return [user for user in self._world.users.values() if _may_trade(user)]

    def _email(self, trader: User) -> str:
        return trader.info.get("Email", "")

    def _held(self, trader: User) -> list[Position]:
        trader.last_access = self._world.clock.now_s()
        return self._world.positions_of(trader.login)

    def _close(self, held: Position) -> None:
        close_position(self._world, held.ticket, reason=Reason.CLIENT)

    def _is_strained(self, trader: User) -> bool:
        state = account_state(self._world, trader.login)
        return state.margin * 3 > state.equity

    def _trade(self, trader: User, symbol: str) -> None:
        world, item = self._world, self._world.instrument(symbol)
        lots = self._lots(trader.balance, world.group_of(trader).currency, item)
        draw = self._draw(symbol)
        ticket = Ticket(
            login=trader.login,
            symbol=symbol,
            buy=draw.buy,
            volume=int(lots * EXT),
            sl=money(draw.stop or ZERO, item.digits),
            tp=money(draw.target or ZERO, item.digits),
            reason=Reason.CLIENT,
        )
        open_position(world, ticket)


def _may_trade(user: User) -> bool:
    return user.balance > 0 and user.rights & 0x5 == 0x1
