"""The server's calculators over one connection; they change nothing."""

from decimal import Decimal

from brokerdesk.kit.masks import matches
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import MarginNeed, PlatformRefused, Side

from ..mapping.money import decimal
from .link import Link

KINDS = {Side.BUY: 0, Side.SELL: 1}


class Mt5Calculators:
    """Implements CalculatorPort."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._client = link.client

    async def margin(
        self, login: int, symbol: str, side: Side, lots: Decimal, *, price: Decimal | None = None
    ) -> MarginNeed:
        """TRADE_CHECK_MARGIN: the account after the trade, less the account as it is."""
        cents = await self._link.cents()
        states = await self._client.check_margin(
            login, symbol, KINDS[side], self._volume(lots), "0" if price is None else f"{price:f}"
        )
        after, factor = states["new"], cents.of(login)
        free = decimal(after, "MarginFree") / factor
        return MarginNeed(
            margin=(decimal(after, "Margin") - decimal(states["current"], "Margin")) / factor,
            free_after=free,
            level_after=decimal(after, "MarginLevel"),
            enough=free >= 0,
        )

    async def profit(
        self,
        group: str,
        symbol: str,
        side: Side,
        lots: Decimal,
        *,
        price_open: Decimal,
        price_close: Decimal,
    ) -> Decimal:
        """TRADE_CALC_PROFIT."""
        row = await self._client.calc_profit(
            {
                "GROUP": group,
                "SYMBOL": symbol,
                "TYPE": KINDS[side],
                "VOLUME": self._volume(lots),
                "PRICE_OPEN": f"{price_open:f}",
                "PRICE_CLOSE": f"{price_close:f}",
            }
        )
        config = self._link.config
        in_cents = matches(config.cent_groups, group)
        return decimal(row, "Profit") / (config.cent_factor if in_cents else 1)

    def _volume(self, lots: Decimal) -> int:
        """Count lots in the calculators' unit.

        Raises:
            PlatformRefused: more decimals than it has.
        """
        volume = lots * self._link.config.calculator_lot
        if volume != volume.to_integral_value():
            raise PlatformRefused(
                "volume",
                Marked(
                    _("%(lots)s lots have more decimals than the platform counts"),
                    lots=f"{lots:f}",
                ),
            )
        return int(volume)
