"""Pure rules of the trading room."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.trading import DealKind, PlatformDeal

from .errors import AmountInvalid

SHARDS = 2
ZERO = Decimal(0)
MOST = Decimal(10) ** 15  # what a platform's binary figures show to the cent ends below

# The house's side of what a deal states as its profit; its costs have accounts of their own.
HOUSE_ACCOUNT: Mapping[DealKind, str] = {
    DealKind.BUY: "trading_pl",
    DealKind.SELL: "trading_pl",
    DealKind.BUY_CANCELED: "trading_pl",
    DealKind.SELL_CANCELED: "trading_pl",
    DealKind.CHARGE: "charge",
    DealKind.SWAP: "swap",
    DealKind.FEE: "fee",
    DealKind.CORRECTION: "correction",
    DealKind.BONUS: "bonus",
    DealKind.COMMISSION: "commission",
    DealKind.AGENT: "agent",
    DealKind.INTEREST: "interest",
    DealKind.DIVIDEND: "dividend",
    DealKind.TAX: "tax",
    DealKind.SO_COMPENSATION: "so_compensation",
    DealKind.SO_COMPENSATION_CREDIT: "so_compensation",
    DealKind.BALANCE: "correction",
    DealKind.CREDIT: "correction",
}
BY_REFERENCE = frozenset({DealKind.BALANCE, DealKind.CORRECTION, DealKind.CREDIT, DealKind.BONUS})
TRADES = frozenset({DealKind.BUY, DealKind.SELL})


def check_amount(amount: Decimal) -> None:
    """Refuse what is no amount to move on a platform; it bears its sign.

    Raises:
        AmountInvalid: not finite, zero, 10^15 or more, or finer than cents.
    """
    if not amount.is_finite() or abs(amount) >= MOST:
        raise AmountInvalid(Marked(_("the amount is too large")), field="amount")
    if not amount or amount != round(amount, 2):
        raise AmountInvalid(
            Marked(_("give an amount with at most 2 decimals, not zero")), field="amount"
        )


def shard_of(login: int) -> int:
    """The shard of a login: its deals stay in order within it."""
    return login % SHARDS


def deals_aggregate(server_code: str, shard: int) -> str:
    """The aggregate of a server's deals of one login shard: batches and corrections in order."""
    if not 0 <= shard < SHARDS:
        raise ValueError(f"a shard is 0 to {SHARDS - 1}")
    return f"deals:{server_code}:{shard}"


def comment_for(reference: str, purpose: str) -> str:
    """The comment we send: reference first, 31 characters at most (MT5 cuts at 31)."""
    return f"{reference} {purpose}"[:31]


def house_parts(deal: PlatformDeal) -> Iterator[tuple[str, Decimal]]:
    """Split a deal's balance effect over house accounts; the parts sum to the effect.

    Yields (house account name, amount: + to the client). Deposits and withdrawals by balance
    operation are not split here.
    """
    costs = {"commission": deal.commission, "swap": deal.swap, "fee": deal.fee}
    parts = {HOUSE_ACCOUNT[deal.kind]: deal.balance_effect - sum(costs.values())}
    for name, amount in costs.items():
        parts[name] = parts.get(name, ZERO) + amount
    for name, amount in parts.items():
        if amount:
            yield name, amount
