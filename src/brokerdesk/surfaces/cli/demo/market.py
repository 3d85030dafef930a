"""Steers the simulated market at the platform's own door: prices held, led, let go."""

from decimal import Decimal
from typing import Any

import httpx

from .browser import DemoError
from .house import House, get_json


class Market:
    """The prices of one platform's server."""

    def __init__(self, house: House, platform: str) -> None:
        self._http = httpx.Client(base_url=house.street(f"{platform}_control"), timeout=10)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def price(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Bid and ask now."""
        bid, ask = get_json(self._http, "/state")["prices"][symbol]
        return Decimal(bid), Decimal(ask)

    def hold(self, symbol: str) -> None:
        """Let a price stand still where it is."""
        bid, ask = self.price(symbol)
        self._steer(symbol=symbol, bid=str(bid), ask=str(ask))

    def lead(self, symbol: str, by: Decimal, over_s: float) -> None:
        """Lead a price evenly to a share of itself, and hold it there."""
        bid, ask = self.price(symbol)
        point = Decimal(1).scaleb(_exponent(bid))
        low, high = ((price * by).quantize(point) for price in (bid, ask))
        self._steer(symbol=symbol, bid=str(low), ask=str(high), over_s=over_s)

    def let_go(self, symbol: str) -> None:
        """Let a price move again."""
        self._steer(symbol=symbol, release=True)

    def _steer(self, **body: Any) -> None:
        answer = self._http.post("/price", json=body)
        if answer.status_code != 200:
            raise DemoError(f"the market does not follow: {answer.text[:200]}")


def _exponent(price: Decimal) -> int:
    exponent = price.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
