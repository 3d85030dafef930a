"""Groups: currency, margin rules and commission of the accounts in them."""

from dataclasses import dataclass, field
from decimal import Decimal

from .records import ZERO, Record, fixed

MARGIN_NETTING = 0
MARGIN_HEDGING = 2


@dataclass(slots=True)
class Group(Record):
    """A group. `commission` is US dollars per lot and side; `info` the other wire fields."""

    name: str
    currency: str
    digits: int = 2
    margin_mode: int = MARGIN_HEDGING
    margin_call: Decimal = Decimal(100)
    stop_out: Decimal = Decimal(50)
    leverage_max: int = 500
    password_min: int = 8
    commission: Decimal = ZERO
    spread_diff: int = 0
    limit_orders: int = 0
    demo_leverage: int = 100
    demo_deposit: Decimal = ZERO
    info: dict[str, object] = field(default_factory=dict)

    def wire(self) -> dict[str, object]:
        """Render the record with the wire's names."""
        return {
            "Group": self.name,
            "Server": "1",
            "PermissionsFlags": "3",
            "AuthMode": "0",
            "AuthPasswordMin": str(self.password_min),
            "AuthOTPMode": "0",
            "Company": "Street Simulated Markets",
            "Currency": self.currency,
            "CurrencyDigits": str(self.digits),
            "ReportsMode": "1",
            "NewsMode": "2",
            "MailMode": "1",
            "TradeFlags": "31",
            "TradeTransferMode": "0",
            "TradeInterestrate": "0.00",
            "TradeVirtualCredit": "0.00",
            "MarginMode": str(self.margin_mode),
            "MarginSOMode": "0",
            "MarginFreeMode": "1",
            "MarginCall": fixed(self.margin_call, 2),
            "MarginStopOut": fixed(self.stop_out, 2),
            "MarginFreeProfitMode": "0",
            "DemoLeverage": str(self.demo_leverage),
            "DemoDeposit": fixed(self.demo_deposit, 2),
            "LimitHistory": "0",
            "LimitOrders": str(self.limit_orders),
            "LimitSymbols": "0",
            "LimitPositions": "0",
            **self.info,
            "Commissions": self._commissions(),
            "Symbols": [{"Path": "*", "TradeMode": "default", "SpreadDiff": str(self.spread_diff)}],
        }

    def _commissions(self) -> list[dict[str, object]]:
        if not self.commission:
            return []
        tier = {
            "Mode": "6",
            "Type": "1",
            "Value": fixed(self.commission, 2),
            "Minimal": "0.00",
            "Maximal": "0.00",
            "RangeFrom": "0.00",
            "RangeTo": "0.00",
            "Currency": "USD",
        }
        return [
            {
                "Name": "Per lot",
                "Description": "",
                "Path": "*",
                "Mode": "0",
                "RangeMode": "0",
                "ChargeMode": "2",
                "TurnoverCurrency": "USD",
                "EntryMode": "0",
                "Tiers": [tier],
            }
        ]


def default_groups() -> list[Group]:
    """Return the groups that a fresh server starts with."""
    pro = Decimal("3.50")
    return [
        Group("real\\standard-USD", "USD"),
        Group("real\\standard-EUR", "EUR"),
        Group("real\\pro-USD", "USD", commission=pro, stop_out=Decimal(30), leverage_max=200),
        Group("real\\pro-EUR", "EUR", commission=pro, stop_out=Decimal(30), leverage_max=200),
        Group("real\\cent-USC", "USC", spread_diff=4),
        Group("demo\\standard-USD", "USD", demo_deposit=Decimal(10000)),
        Group("demo\\standard-EUR", "EUR", demo_deposit=Decimal(10000)),
        Group("demo\\pro-USD", "USD", commission=pro, demo_deposit=Decimal(10000)),
        Group("prop\\challenge-USD", "USD", leverage_max=100),
        Group("real\\netting-USD", "USD", margin_mode=MARGIN_NETTING),
        Group("bots\\standard-USD", "USD"),
        Group("managers\\administrators", "USD"),
    ]
