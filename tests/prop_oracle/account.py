"""The account in one phase of a prop programme, in fractions, and what the rules make of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from .reading import Row

ZERO = Fraction(0)
SEVERITY = ("fail", "pause_until_reset", "warn")
ORDER = ("max_lots", "news_window", "weekend_flat")


@dataclass
class Position:
    """A position opened in the phase; `stated`: a state of the account came after."""

    lots: Fraction
    symbol: str
    stated: bool = False


@dataclass
class Crossing:
    """A rule that is crossed."""

    rule: str
    action: str
    floor: Fraction | None
    measured: Fraction | None

    def rank(self) -> tuple[int, int, Fraction, int]:
        """Order crossings: the severest, the higher floor, daily, then as the contract lists."""
        severity = SEVERITY.index(self.action)
        if self.rule in ORDER:
            return severity, 1 + ORDER.index(self.rule), ZERO, 0
        assert self.floor is not None
        return severity, 0, -self.floor, self.rule != "max_daily_loss"


class Phase:
    """The account in one phase: what happened, the floors, and what the rules make of it."""

    def __init__(self, programme: Row, index: int, day: date) -> None:
        row = programme["phases"][index]
        self.name: str = row["name"]
        self.funded: bool = row["funded"]
        self.rules: dict[str, Row] = row["rules"]
        self.initial: Fraction = programme["initial_balance"]
        self.balance: Fraction = self.initial
        self.floating: Fraction = ZERO
        self.open_count = self.floating_count = 0
        self.positions: dict[str, Position] = {}
        self.paid_in: Fraction = ZERO
        self.paid_in_today: Fraction = ZERO
        self.day = day
        self.day_balance: Fraction = self.initial
        self.results: dict[date, Fraction] = {}
        self.days_opened: set[date] = set()
        self.days_closed: set[date] = set()
        self.days_held: set[date] = set()
        self.last_trade = self.day
        self.anchor: Fraction = self.initial
        self.peak: Fraction = self.initial
        self.locked = self.looked_at = self.paused = False
        self.lock()

    @property
    def equity(self) -> Fraction:
        equity: Fraction = self.balance + self.floating
        return equity

    # Floors.

    def loss(self, amount: Row, base: Fraction) -> Fraction:
        """Give an amount in money; `base` is the anchor or the peak."""
        if "money" in amount:
            return Fraction(amount["money"])
        of = self.initial if amount["of"] == "initial" else base
        return Fraction(amount["percent"]) / 100 * of

    def daily_floor(self) -> Fraction | None:
        """Give the floor of today, if there is one."""
        if "max_daily_loss" not in self.rules:
            return None
        loss = self.loss(self.rules["max_daily_loss"]["amount"], self.anchor)
        return self.anchor - loss + self.paid_in_today

    def overall_floor(self) -> Fraction | None:
        """Give the floor of the phase, if there is one."""
        if "max_overall_loss" not in self.rules:
            return None
        rule = self.rules["max_overall_loss"]
        if self.locked:
            return Fraction(rule["lock"]["floor_at"])
        return self.peak - self.loss(rule["amount"], self.peak)

    def lock(self) -> None:
        """Lock the floor of the phase for good once it is high enough."""
        floor, rule = self.overall_floor(), self.rules.get("max_overall_loss")
        if floor is not None and rule is not None and rule["lock"] is not None:
            self.locked = self.locked or floor >= rule["lock"]["floor_at"]

    def take_anchor(self) -> None:
        """Take the anchor of a new day."""
        if "max_daily_loss" in self.rules:
            self.anchor = {
                "balance": self.balance,
                "equity": self.equity,
                "max_balance_equity": max(self.balance, self.equity),
                "initial": self.initial,
                "intraday_peak_equity": self.equity,
            }[self.rules["max_daily_loss"]["anchor"]]

    def raise_peaks(self) -> None:
        """Raise the peaks after an event."""
        if self.rules.get("max_daily_loss", {}).get("anchor") == "intraday_peak_equity":
            self.anchor = max(self.anchor, self.equity - self.paid_in_today)
        mode = self.rules.get("max_overall_loss", {}).get("mode")
        if mode == "trail_closed_balance":
            self.peak = max(self.peak, self.balance)
        if mode == "trail_intraday_equity":
            self.peak = max(self.peak, self.equity)
        self.lock()

    # What events do to the account.

    def state(self, row: Row) -> None:
        """Take what the broker reports."""
        self.balance = row["balance"]
        self.floating = row["equity"] - row["balance"]
        self.open_count = self.floating_count = row.get("open_positions", self.open_count)
        for position in self.positions.values():
            position.stated = True

    def opened(self, row: Row) -> None:
        """Open a position, or add to one of this phase."""
        if row["adds"]:
            self.positions[row["position"]].lots += row["lots"]
        else:
            self.positions[row["position"]] = Position(row["lots"], row["symbol"])
            self.open_count += 1
        self.balance += row["commission"]
        self.days_opened.add(self.day)
        self.last_trade = self.day

    def closed(self, row: Row) -> Position:
        """Close a position of this phase, or a part of it."""
        position = self.positions[row["position"]]
        net = row["profit"] + row["commission"] + row["swap"]
        self.balance += net
        if "left" in row:
            position.lots = row["left"]
            if position.stated:
                self.floating = self.floating - net if self.floating_count > 0 else ZERO
        else:
            del self.positions[row["position"]]
            self.open_count = max(0, self.open_count - 1)
            if position.stated:
                self.floating_count -= 1
                self.floating = self.floating - net if self.floating_count > 0 else ZERO
        self.days_closed.add(self.day)
        self.last_trade = self.day
        return position

    def charged(self, amount: Fraction) -> None:
        """Take a result that no position made."""
        self.balance += amount

    def paid(self, amount: Fraction) -> None:
        """Pay in, or out what is below 0."""
        self.balance += amount
        self.paid_in += amount
        self.paid_in_today += amount
        how = self.rules.get("max_overall_loss", {}).get("on_withdrawal")
        if amount > 0 or how == "subtract":
            self.peak += amount
        elif how == "reset_to_balance":
            self.peak = self.balance

    def see_held(self) -> None:
        """Note that something is open today."""
        if self.open_count > 0:
            self.days_held.add(self.day)

    def new_day(self, day: date) -> None:
        """Mark the end of a day and begin the next."""
        if self.rules.get("max_overall_loss", {}).get("mode") == "trail_eod_balance":
            self.peak = max(self.peak, self.balance)
        self.lock()
        self.results[self.day] = self.result_today()
        self.day, self.day_balance, self.paid_in_today = day, self.balance, ZERO
        self.take_anchor()
        self.looked_at = False
        self.see_held()

    # What the rules make of it.

    def crossed_floors(self) -> Iterator[Crossing]:
        """Find the loss rules that are crossed."""
        floors = {"max_daily_loss": self.daily_floor(), "max_overall_loss": self.overall_floor()}
        for name, floor in floors.items():
            if floor is None or (name == "max_daily_loss" and self.looked_at):
                continue
            rule = self.rules[name]
            measured = {
                "equity": self.equity,
                "min_balance_equity": min(self.balance, self.equity),
                "closed_balance": self.balance,
            }[rule["measure"]]
            if measured < floor or (rule["breach_when"] == "touch" and measured == floor):
                yield Crossing(name, rule["action"], floor, measured)

    def too_many_lots(self, row: Row) -> Iterator[Crossing]:
        """Find whether a position just opened is too big, or all of them are."""
        if "max_lots" in self.rules:
            rule = self.rules["max_lots"]
            lots = self.positions[row["position"]].lots
            if rule["scope"] == "total":
                lots = sum((one.lots for one in self.positions.values()), ZERO)
            if lots > rule["lots"]:
                yield Crossing("max_lots", rule["action"], rule["lots"], lots)

    def in_news(self, at: datetime, symbol: str, news: list[Row]) -> Iterator[Crossing]:
        """Find whether a symbol is traded around news of it."""
        if "news_window" not in self.rules:
            return
        rule = self.rules["news_window"]
        for one in news:
            since = one["at"] - timedelta(seconds=rule["before_s"])
            until = one["at"] + timedelta(seconds=rule["after_s"])
            listed = "symbols" not in one or symbol in one["symbols"]
            if one["impact"] == "high" and listed and since <= at <= until:
                yield Crossing("news_window", rule["action"], None, None)
                return

    def expiring(self, day: date) -> str | None:
        """Name the rule by which the phase expires at the reset of a day, if it does."""
        idle = (day - self.last_trade).days
        if "max_days" in self.rules and self.days_opened:
            since = (day - min(self.days_opened)).days
            if since >= self.rules["max_days"]["days"]:
                return "max_days"
        if "inactivity" in self.rules and idle > self.rules["inactivity"]["days"]:
            return "inactivity"
        return None

    def result_today(self) -> Fraction:
        """Give the result of the day so far."""
        return self.balance - self.day_balance - self.paid_in_today

    def all_results(self) -> dict[date, Fraction]:
        """Give the results of all days, the present one included."""
        return {**self.results, self.day: self.result_today()}

    def trading_days(self) -> int:
        """Count the trading days."""
        rule = self.rules.get("min_trading_days")
        if rule is None or rule["counts"] == "position_opened":
            return len(self.days_opened)
        if rule["counts"] == "opened_and_closed":
            return len(self.days_closed)
        if rule["counts"] == "held":
            return len(self.days_held)
        threshold = self.loss(rule["threshold"], ZERO)
        return sum(result >= threshold for result in self.all_results().values())

    def consistency(self) -> tuple[Fraction | None, bool | None]:
        """Give the best day's share, and whether it is small enough."""
        rule = self.rules.get("consistency")
        if rule is None:
            return None, None
        results = self.all_results().values()
        best = max([ZERO, *results])
        if rule["denominator"] == "target":
            denominator = self.target()
        elif rule["denominator"] == "net":
            denominator = sum(results, ZERO)
        else:
            denominator = sum((one for one in results if one > 0), ZERO)
        if denominator <= 0:
            return None, False
        cap = rule["max_share"] * denominator
        return best / denominator, best < cap if rule["strict"] else best <= cap

    def target(self) -> Fraction:
        """Give the profit target."""
        return self.loss(self.rules["profit_target"]["amount"], ZERO)

    def profit(self, measure: str) -> Fraction:
        """Give the profit of the phase, by balance or by equity."""
        measured = self.equity if measure == "equity" else self.balance
        return measured - self.initial - self.paid_in

    def passes(self) -> bool:
        """Tell whether the phase is passed."""
        rule = self.rules.get("profit_target")
        if rule is None or self.funded or self.paused:
            return False
        wanted = self.rules.get("min_trading_days", {}).get("days", 0)
        return (
            self.profit(rule["measure"]) >= self.target()
            and (self.open_count == 0 or not rule["flat"])
            and self.trading_days() >= wanted
            and self.consistency()[1] is not False
        )
