"""REST of the platform's calculators: what a trade would need and win. Nothing changes."""

from datetime import datetime

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, scope
from brokerdesk.ports.trading import Side

from ..services.calculating import Trade, calculate
from .accounts import own_account, r


class TradeIn(In):
    """A trade; without an open price it opens at the market's, without a close none is reckoned."""

    symbol: str
    side: Side
    lots: Amount
    price_open: Amount | None = None
    price_close: Amount | None = None


class CalculationOut(Out):
    """The platform's answer in the account's currency; `level_after` is percent.

    `enough`: free margin suffices. `profit` needs a close price; `price_at` dates a market's price.
    """

    currency: str
    margin: Amount
    free_after: Amount
    level_after: Amount
    enough: bool
    profit: Amount | None
    price_open: Amount | None
    price_at: datetime | None


@r.post("/accounts/{account_id}/calculation", response=CalculationOut)
@scope("accounts:read")
def calculation(request: ApiRequest, account_id: str, body: TradeIn) -> CalculationOut:
    """Ask the platform what a trade would bind and win; nothing is traded or kept."""
    trade = Trade(**{name: getattr(body, name) for name in Trade.__slots__})
    found = calculate(own_account(request, account_id), trade)
    return CalculationOut(**{name: getattr(found, name) for name in CalculationOut.model_fields})
