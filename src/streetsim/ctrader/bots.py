"""Bots: seeded traders of their own, who also trade lightly on any funded account."""

import hashlib
import random
from decimal import ROUND_DOWN, Decimal

from .catalogue import ASSET_BY_NAME, SYMBOL_BY_NAME, Symbol
from .engine.accounts import create_trader
from .engine.booking import Ticket
from .engine.trading import close, send_order
from .engine.valuation import account_state
from .errors import Refusal
from .kinds import AccessRights, Side
from .records import Trader
from .world import World

MAX_POSITIONS = 3
_FAVOURITES = ("EURUSD", "GBPUSD", "USDJPY", "XAUUSD", "US500", "BTCUSD", "EURJPY", "ETHUSD")
_FIRST_NAMES = ("Amira", "Bruno", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hugo")
_LAST_NAMES = ("Andersen", "Baptiste", "Castillo", "Dvorak", "Eriksen", "Fontaine", "Grewal")
_GROUP = "Street_Bots"
_CHANNEL = "cTrader"


class Bots:
    """Opens and closes small positions at random; the same seed draws the same accounts."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random.Random(world.config.seed)

    def seed(self) -> None:
        """Open the seeded accounts that are still missing, each with a deposit."""
        have = sum(trader.bot for trader in self._world.traders.values())
        with self._world.change():
            for index in range(have, self._world.config.accounts):
                self._open(random.Random(self._world.config.seed * 100_003 + index))

    def _open(self, draw: random.Random) -> None:
        secret = f"Bot-{draw.getrandbits(32):08x}"
        values = {
            "group_id": self._world.group_named(_GROUP).group_id,
            "deposit_asset_id": ASSET_BY_NAME["USD"].asset_id,
            "leverage_in_cents": 10_000,
            "password_hash": hashlib.md5(secret.encode(), usedforsecurity=False).hexdigest(),
            "name": draw.choice(_FIRST_NAMES),
            "last_name": draw.choice(_LAST_NAMES),
            "comment": "street bot",
        }
        amount = draw.choice((2000, 5000, 10000, 25000)) * 100
        trader = create_trader(self._world, values, balance=amount)
        trader.bot = True
        self._world.save_trader(trader)

    def act(self) -> None:
        """Let one funded account open or close a position."""
        funded = [item for item in self._world.traders.values() if _may_trade(item)]
        if not funded:
            return
        trader = self._random.choice(funded)
        held = self._world.positions_of(trader.trader_id)
        try:
            if len(held) >= MAX_POSITIONS or (held and self._random.random() < 0.45):
                close(self._world, self._random.choice(held), channel=_CHANNEL)
            else:
                self._open_position(trader)
        except Refusal:
            # A bot that cannot trade now (closed market, no margin) tries again later.
            return

    def _open_position(self, trader: Trader) -> None:
        world = self._world
        now = world.clock.now_ms()
        names = [name for name in _FAVOURITES if world.market.is_open(name, now)]
        state = account_state(world, trader)
        if not names or state.margin * 3 > state.equity:
            return
        symbol = SYMBOL_BY_NAME[self._random.choice(names)]
        volume = self._volume(trader, symbol)
        if volume:
            send_order(world, self._ticket(trader, symbol, volume))

    def _ticket(self, trader: Trader, symbol: Symbol, volume: int) -> Ticket:
        """Draw a side; every third trade has a stop and a target."""
        buy = self._random.random() < 0.5
        mid, point = self._world.market.quotes[symbol.item.name].mid, symbol.item.point
        away = mid * self._random.randint(2, 9) / 1000 * (1 if buy else -1)
        guarded = self._random.random() < 0.34
        return Ticket(
            trader_id=trader.trader_id,
            symbol_id=symbol.symbol_id,
            side=Side.BUY if buy else Side.SELL,
            volume=volume,
            stop_loss=(mid - away).quantize(point) if guarded else None,
            take_profit=(mid + away * 2).quantize(point) if guarded else None,
            channel=_CHANNEL,
        )

    def _volume(self, trader: Trader, symbol: Symbol) -> int:
        """Return a volume whose value is about the account's balance."""
        item = symbol.item
        rate = self._world.market.rate(self._world.asset_of(trader).name, item.profit)
        price = self._world.market.quotes[item.name].mid
        value = Decimal(trader.balance).scaleb(-trader.money_digits) * rate
        wanted = value * self._random.randint(1, 3) / (item.contract_size * price)
        steps = (wanted / item.volume_step).to_integral_value(ROUND_DOWN)
        return symbol.volume(min(max(steps * item.volume_step, item.volume_min), item.volume_max))


def _may_trade(trader: Trader) -> bool:
    full = trader.access_rights == AccessRights.FULL_ACCESS
    return trader.balance > 0 and full and not trader.deleted
