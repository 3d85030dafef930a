"""One client at the simulated server, and short words for what the tests do with him."""

from dataclasses import dataclass
from decimal import Decimal

from brokerdesk.core.actors import SYSTEM
from brokerdesk.kit.clock import now
from brokerdesk.modules.ledger.queries import balance
from brokerdesk.modules.ledger.services import chart
from brokerdesk.modules.trading import queries
from brokerdesk.modules.trading.models import Operation, Product, Server
from brokerdesk.modules.trading.services.accounts import request_account
from brokerdesk.modules.trading.services.operations import request_operation
from brokerdesk.modules.trading.types import AccountRow, OperationRequest

from .running import eventually


@dataclass(frozen=True)
class World:
    """A brand whose server is the simulated one, and a client without an account."""

    server: Server
    product: Product
    client_id: str


def ask_account(world: World) -> AccountRow:
    """Ask for the client's account."""
    return request_account(
        client_id=world.client_id,
        product_id=world.product.public_id,
        currency="USD",
        leverage=100,
        actor=SYSTEM,
        at=now(),
    )


@dataclass(frozen=True)
class Opened:
    """An active account."""

    public_id: str
    entity_pk: int
    login: int


def opened(world: World) -> Opened:
    """Ask for an account and wait until it is active."""
    asked = ask_account(world)
    return eventually(lambda: _active(asked.public_id))


def _active(account_id: str) -> Opened | None:
    row = queries.account(account_id)
    if row.state != "active" or row.login is None:
        return None
    return Opened(account_id, row.entity_pk, row.login)


def move(account: Opened, amount: str) -> str:
    """Queue money for an account; gives the operation's id."""
    counter = chart.suspense("USD", account.entity_pk)
    request = OperationRequest(account.public_id, Decimal(amount), counter, purpose="transfer")
    return request_operation(request, actor=SYSTEM, at=now()).public_id


def operation(operation_id: str) -> Operation:
    return Operation.objects.get(public_id=operation_id)


def settled(operation_id: str) -> Operation | None:
    row = operation(operation_id)
    return row if row.state == "settled" else None


def mirror(account: Opened) -> Decimal:
    return balance(chart.account_mirror(account.public_id, "USD", account.entity_pk).code)
