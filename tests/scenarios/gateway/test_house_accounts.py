"""What a platform itself charges and gives: each kind in a house account of its own, everywhere."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest

from brokerdesk.core.actors import Actor
from brokerdesk.kit.clock import now
from brokerdesk.modules.compliance.models import Level
from brokerdesk.modules.ledger.queries import balances, trial_balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading.models import Deal, Difference
from brokerdesk.modules.trading.services.resolving import approve, propose
from brokerdesk.modules.trading.testing import make_brand, make_client, make_product, make_server
from tests.scenarios.faults.places import PLACES, Place

from .running import eventually, gateway
from .world import Opened, World, mirror, move, opened, settled

FINN = Actor("staff", "stf_finn", "Finn")
FAY = Actor("staff", "stf_fay", "Fay")
EVERYWHERE = (
    ("dividend", "4.10", "dividend"),
    ("dividend", "-1.37", "dividend"),
    ("commission", "-3.21", "commission"),
    ("agent", "2.05", "agent"),
    ("bonus", "25.00", "bonus"),
    ("so_compensation", "7.33", "so_compensation"),
)
# What the server's control door is told to make, its amount, and whose account it is.
ROWS = {
    "mt5": (
        *EVERYWHERE,
        ("bonus", "-5.00", "bonus"),
        ("charge", "-6.00", "charge"),
        ("interest", "1.07", "interest"),
        ("tax", "-0.61", "tax"),
    ),
    "mt4": (
        *EVERYWHERE,
        ("bonus", "-5.00", "bonus"),
        ("swap", "-1.13", "swap"),
        ("interest", "1.07", "interest"),
        ("tax", "-0.61", "tax"),
    ),
    "ctrader": (
        *EVERYWHERE,
        ("swap", "-1.13", "swap"),
        ("swap", "0.42", "swap"),
        ("rollover", "-2.00", "swap"),
        ("rebate", "0.75", "commission"),
        ("fee", "-9.00", "fee"),
        ("charge", "-1.50", "charge"),
    ),
}
OF_TRADES = {"profit": "trading_pl", "commission": "commission", "swap": "swap", "fee": "fee"}
Sums = dict[str, Decimal]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A platform."""
    with PLACES[request.param]() as found:
        yield found


@pytest.fixture
def world(fresh_db: str, place: Place) -> World:
    """A client whose brand is served there."""
    brand = make_brand()
    Level.objects.create(brand=brand, index=1, title="Verified", actions=["open_live"])
    server = make_server(brand, f"{place.kind}h")
    server.kind, server.config, server.grace_s = place.kind, place.config(), 1
    server.save()
    product = make_product(brand, server)
    product.group = place.venue.group
    product.save()
    return World(server, product, make_client(brand).public_id)


def test_each_kind_has_its_own_account_and_is_reversed_from_it(world: World, place: Place) -> None:
    with gateway():
        account = opened(world)
        funded = move(account, "1000.00")
        eventually(lambda: settled(funded))
        _trade_over_night(place, account)
        rows = ROWS[place.kind]
        tickets = [place.venue.server_row(account.login, kind, sum_) for kind, sum_, _ in rows]
        eventually(lambda: mirror(account) == place.balance_of(account.login))
        eventually(lambda: Deal.objects.filter(ticket__in=tickets).count() == len(rows))
        expected = _of_trades(account)
        assert expected["swap"]
        for _kind, amount, name in rows:
            expected[name] += Decimal(amount)
        assert _house(world, account) == _standing(expected)
        assert not Difference.objects.exists()

        (_, before, first), (_, gone, last) = rows[0], rows[-1]
        place.venue.edit_deal(tickets[0], {"profit": "6.00"})
        place.venue.delete_deal(tickets[-1])
        _accept("edited", tickets[0])
        _accept("deleted", tickets[-1])
        expected[first] += Decimal("6.00") - Decimal(before)
        expected[last] -= Decimal(gone)
        assert _house(world, account) == _standing(expected)
        assert mirror(account) == place.balance_of(account.login)
        # A balance that was compared before people had decided is equal at the next comparison.
        eventually(lambda: not Difference.objects.filter(closed_at=None).exists())
    assert sum(row.balance for row in trial_balance()) == 0


def _trade_over_night(place: Place, account: Opened) -> None:
    """Open a position, let midnights charge its swap, one of a weekday at least, close it."""
    place.venue.trade(account.login, "buy", Decimal("0.10"))
    place.venue.street.post("/rollover", nights=3)
    place.venue.close_trades(account.login)


def _of_trades(account: Opened) -> Sums:
    """What the trades' own parts moved."""
    found: Sums = defaultdict(Decimal)
    for deal in Deal.objects.filter(login=account.login, kind__in=["buy", "sell"]):
        for part, name in OF_TRADES.items():
            found[name] += getattr(deal, part)
    return found


def _house(world: World, account: Opened) -> Sums:
    """What the server's house accounts gave, by name."""
    specs = {
        name: chart.house(world.server.code, name, "USD", account.entity_pk).code
        for name in chart.HOUSE_NAMES
    }
    found = balances(specs.values())
    return _standing({name: -found.get(code, Decimal(0)) for name, code in specs.items()})


def _standing(sums: Sums) -> Sums:
    return {name: amount for name, amount in sums.items() if amount}


def _accept(cls: str, ticket: int) -> None:
    """Wait until a deal is named, and let two people take the platform's word."""
    rows = Difference.objects.filter(cls=cls, deal__ticket=ticket, closed_at=None)
    found = eventually(rows.first)
    seen = propose(found.public_id, "accept", "seen", actor=FINN, at=now())
    approve(found.public_id, version=seen.version, actor=FAY, at=now())
