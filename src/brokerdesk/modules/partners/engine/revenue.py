"""A share of net revenue, and what becomes of a period that lost money (partners.md §7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .numbers import ZERO, add, mul, sub


class Carryover(StrEnum):
    """What a negative period does to the next.

    none: it is forgotten. full: it is carried whole. capped: at most `limit` of it is carried.
    forgiven: a balance down to −`limit` is forgotten, what is beyond is carried. by_client: one
    client's loss takes nothing of what the others earn; each carries his own. high_roller: the
    same, but only for a client who lost more than `limit` in one period, from then on until he is
    even; the others are netted and carried whole.
    """

    NONE = "none"
    FULL = "full"
    CAPPED = "capped"
    FORGIVEN = "forgiven"
    BY_CLIENT = "by_client"
    HIGH_ROLLER = "high_roller"


@dataclass(frozen=True, slots=True)
class Terms:
    """The partner's share, the policy, and its limit where it has one."""

    share: Decimal
    carryover: Carryover
    limit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Settled:
    """What a period pays and what it leaves to carry (0 or negative)."""

    paid: Decimal
    carried: Decimal


def net_revenue(components: Mapping[str, Decimal], signs: Mapping[str, int]) -> Decimal:
    """Sum the components that a plan counts, each with its sign (1 or −1); others are left out."""
    net = ZERO
    for name, sign in signs.items():
        net = add(net, mul(components.get(name, ZERO), Decimal(sign)))
    return net


def settle(terms: Terms, periods: Sequence[Mapping[str, Decimal]]) -> list[Settled]:
    """Settle periods in turn; each gives the net revenue of each client."""
    pots: dict[str, Decimal] = {}
    alone: set[str] = set()
    found: list[Settled] = []
    for period in periods:
        if terms.carryover is Carryover.HIGH_ROLLER:
            alone |= {client for client, net in period.items() if sub(ZERO, net) > terms.limit}
        for client, net in period.items():
            own = terms.carryover is Carryover.BY_CLIENT or client in alone
            pot = f"client {client}" if own else ""
            pots[pot] = add(pots.get(pot, ZERO), net)
        found.append(_close(terms, pots))
        alone = {client for client in alone if pots.get(f"client {client}", ZERO)}
    return found


def _close(terms: Terms, pots: dict[str, Decimal]) -> Settled:
    """Pay what is above zero in each pot, and carry what is below."""
    earned, carried = ZERO, ZERO
    for pot, balance in pots.items():
        earned = add(earned, max(balance, ZERO))
        pots[pot] = _kept(terms, min(balance, ZERO))
        carried = add(carried, pots[pot])
    return Settled(mul(earned, terms.share), carried)


def _kept(terms: Terms, loss: Decimal) -> Decimal:
    match terms.carryover:
        case Carryover.NONE:
            return ZERO
        case Carryover.CAPPED:
            return max(loss, sub(ZERO, terms.limit))
        case Carryover.FORGIVEN:
            return ZERO if sub(ZERO, loss) <= terms.limit else add(loss, terms.limit)
        case Carryover.FULL | Carryover.BY_CLIENT | Carryover.HIGH_ROLLER:
            return loss
