"""What can happen, in any order."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

MONEY_FAULTS = ("lost", "cut", "late", "busy", "refused", "twice")
READ_FAULTS = ("lost", "cut", "late", "busy", "twice", "reversed")
TOLD_FAULTS = ("lost", "cut", "twice", "reversed")


@dataclass(frozen=True)
class Step:
    """One thing that happens; `fault` strikes the next command or event of that sort.

    trade, part, close: the client opens, closes a part, closes all; row: the server itself moves
    money; edit, delete: an administrator changes or removes the last such row; clock: the server's
    clock goes forward or back an hour; evening: it refuses everything for a while; away: nobody
    reads while trading goes on.
    """

    what: str
    account: int = 0
    amount: Decimal = Decimal(0)
    fault: str = ""

    @property
    def name(self) -> str:
        """Its kind and its fault, for the record."""
        return f"{self.what}:{self.fault}" if self.fault else self.what


def _cents(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda cents: Decimal(cents) / 100)


_who = st.integers(0, 1)
_struck = st.one_of(st.just(""), st.sampled_from(MONEY_FAULTS))
_money = st.one_of(
    st.builds(Step, st.just("deposit"), _who, _cents(10_000, 90_000), _struck),
    st.builds(Step, st.just("withdrawal"), _who, _cents(-9_000, -1), _struck),
    st.builds(Step, st.just("credit"), _who, _cents(1, 20_000), _struck),
)
_life = st.one_of(
    st.builds(Step, st.just("trade"), _who),
    st.builds(Step, st.sampled_from(["part", "close"]), _who),
    st.builds(Step, st.just("late_deal"), _who, _cents(1, 5_000)),
    st.builds(Step, st.just("row"), _who, _cents(-2_000, 5_000).filter(bool)),
    st.builds(Step, st.just("edit"), _who, _cents(1, 5_000)),
    st.builds(Step, st.just("delete"), _who),
)
_trouble = st.one_of(
    st.builds(Step, st.just("reading"), fault=st.sampled_from(READ_FAULTS)),
    st.builds(Step, st.just("event"), fault=st.sampled_from(TOLD_FAULTS)),
    st.builds(Step, st.sampled_from(["pause", "restart", "clock", "away", "evening", "tokens"])),
)
PLANS = st.lists(st.one_of(_money, _life, _trouble), min_size=8, max_size=16)

# Every sort of step and trouble once, so that no run depends on luck to meet one.
EVERYTHING = [
    Step("row", 0, Decimal("7.10")),
    Step("deposit", 0, Decimal("250.00"), "lost"),
    Step("trade", 0),
    Step("event", fault="cut"),
    Step("part", 0),
    Step("edit", 0, Decimal("9.35")),
    Step("withdrawal", 1, Decimal("-20.00"), "busy"),
    Step("clock"),
    Step("event", fault="reversed"),
    Step("credit", 1, Decimal("30.00"), "cut"),
    Step("tokens"),
    Step("deposit", 0, Decimal("5.00"), "refused"),
    Step("late_deal", 1, Decimal("3.33")),
    Step("row", 1, Decimal("-1.25")),
    Step("evening"),
    Step("away", 0),
    Step("event", fault="twice"),
    Step("delete", 1),
    Step("reading", fault="reversed"),
    Step("restart"),
    Step("event", fault="lost"),
    Step("deposit", 1, Decimal("11.11"), "late"),
    Step("pause"),
    Step("clock"),
    Step("delete", 0),
]
