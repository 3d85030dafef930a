"""Traders that are simulated: what they win, risk and do in a day. Figures are ten-thousandths."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from brokerdesk.kit.exact import ZERO
from brokerdesk.kit.reading import CaseError, Fields
from brokerdesk.kit.texts import noop as _

MOST_TRADES_A_DAY: Final = Decimal(50)
MOST_HISTORY: Final = 20_000
_KEYS = (
    "win_rate", "reward_risk", "risk_percent", "trades_per_day", "spread", "adverse",
    "coast", "leave_percent", "patience_days", "funded_days", "history",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trader:
    """One kind of trader. Results are multiples of what a trade risks.

    win_rate, reward_risk: how often a trade wins, and how much on average. spread: how far a
    result is scattered around that, as a share of it. adverse: how far, at most, a trade that
    wins was under water before, and one that loses above. coast: the part of the risk that is
    still taken once the target is reached. leave_percent: what stays in the account at a reward,
    of the initial balance. patience_days: when a phase is given up; funded_days: how long a
    funded account is followed. history: results to draw from instead.
    """

    win_rate: Decimal = Decimal("0.45")
    reward_risk: Decimal = Decimal("1.3")
    risk_percent: Decimal = Decimal("1")
    trades_per_day: Decimal = Decimal("2")
    spread: Decimal = Decimal("0.3")
    adverse: Decimal = Decimal("0.8")
    coast: Decimal = Decimal("0.1")
    leave_percent: Decimal = Decimal("1")
    patience_days: int = 90
    funded_days: int = 180
    history: tuple[Decimal, ...] = ()

    def expectancy(self) -> Decimal:
        """What a trade brings on average, in multiples of its risk."""
        if self.history:
            return sum(self.history, ZERO) / len(self.history)
        return self.win_rate * self.reward_risk - (1 - self.win_rate)


ARCHETYPES: Final[Mapping[str, Trader]] = {
    "beginner": Trader(Decimal("0.38"), Decimal("1.2"), Decimal("1.5"), Decimal("4")),
    "gambler": Trader(Decimal("0.45"), Decimal("1.1"), Decimal("4"), Decimal("3")),
    "steady": Trader(Decimal("0.45"), Decimal("1.2"), Decimal("0.5"), Decimal("2")),
    "skilled": Trader(Decimal("0.45"), Decimal("1.4"), Decimal("0.5"), Decimal("2")),
    "scalper": Trader(Decimal("0.6"), Decimal("0.65"), Decimal("0.5"), Decimal("6")),
}


def read_trader(body: Mapping[str, object]) -> Trader:
    """Read a trader strictly; what is left out is as the first archetype-less trader has it.

    Raises:
        CaseError: a key is unknown or its value cannot be; it names the key.
    """
    row, usual = Fields("trader", body), Trader()
    row.only(_KEYS)
    share, above = _upto(row, Decimal(1)), _upto(row, Decimal(100))
    values: dict[str, Any] = {
        "win_rate": row.default("win_rate", share, usual.win_rate),
        "reward_risk": row.default("reward_risk", above, usual.reward_risk),
        "risk_percent": row.default("risk_percent", above, usual.risk_percent),
        "trades_per_day": row.default(
            "trades_per_day", _upto(row, MOST_TRADES_A_DAY), usual.trades_per_day
        ),
        "spread": row.default("spread", share, usual.spread),
        "adverse": row.default("adverse", share, usual.adverse),
        "coast": row.default("coast", share, usual.coast),
        "leave_percent": row.default("leave_percent", above, usual.leave_percent),
        "patience_days": row.default("patience_days", _days(row), usual.patience_days),
        "funded_days": row.default("funded_days", _days(row), usual.funded_days),
        "history": _history(row) if "history" in body else (),
    }
    if not values["risk_percent"]:
        raise CaseError(row.key("risk_percent"), _("give a decimal above zero"))
    return Trader(**values)


def _upto(row: Fields, most: Decimal) -> Any:
    def read(name: str) -> Decimal:
        found = row.decimal(name)
        if found > most or found != round(found, 4):
            fault = _("give a decimal of at most %(most)s, with four decimals")
            raise CaseError(row.key(name), fault, most=most)
        return found

    return read


def _days(row: Fields) -> Any:
    def read(name: str) -> int:
        found = row.whole(name)
        if not 1 <= found <= 730:
            raise CaseError(row.key(name), _("give days from 1 to 730"))
        return found

    return read


def _history(row: Fields) -> tuple[Decimal, ...]:
    texts = row.texts("history")
    if not 30 <= len(texts) <= MOST_HISTORY:
        raise CaseError(row.key("history"), _("give 30 to 20,000 results of trades"))
    below = Fields(row.key("history"), {str(n): text for n, text in enumerate(texts)})
    return tuple(round(below.signed(name), 4) for name in below.body)
