"""What can happen, in any order."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

MONEY_FAULTS = ("lost", "cut", "late", "busy", "refused", "twice")
READ_FAULTS = ("lost", "cut", "late", "busy", "twice", "reversed")


@dataclass(frozen=True)
class Step:
    """One thing that happens; `fault` strikes the next command of that sort."""

    what: str
    account: int = 0
    amount: Decimal = Decimal(0)
    fault: str = ""


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
    st.builds(Step, st.just("close"), _who),
    st.builds(Step, st.just("late_deal"), _who, _cents(1, 5_000)),
)
_trouble = st.one_of(
    st.builds(Step, st.just("reading"), fault=st.sampled_from(READ_FAULTS)),
    st.builds(Step, st.sampled_from(["pause", "restart", "clock", "away"])),
)
PLANS = st.lists(st.one_of(_money, _life, _trouble), min_size=8, max_size=14)
