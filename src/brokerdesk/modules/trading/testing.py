"""A small world for tests and benchmarks: an entity, a brand, clients, a server, accounts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.apps import apps

from brokerdesk.ports.trading import AccountAccess as Access
from brokerdesk.ports.trading import DealEntry, DealKind, PlatformAccount, PlatformDeal

from .models import Account, Product, Server

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_brand(code: str = "north", *, zone: str = "UTC") -> Any:
    """Make an entity with one brand."""
    entity = apps.get_model("brands", "LegalEntity").objects.create(
        code=code, name=f"{code} Ltd", country="CY", base_currency="USD", reporting_zone=zone
    )
    return apps.get_model("brands", "Brand").objects.create(
        entity=entity,
        code=code,
        name=code.title(),
        host=f"{code}.localhost",
        base_currency="USD",
        currencies=["USD", "EUR"],
        reporting_zone=zone,
        support_email=f"help@{code}.example",
    )


def make_client(brand: Any, name: str = "Alice", *, level: int = 1) -> Any:
    """Make an active client of a level."""
    return apps.get_model("clients", "Client").objects.create(
        brand=brand,
        email=f"{name.lower()}@{brand.code}.example",
        first_name=name,
        last_name="Client",
        country="CY",
        status="active",
        level=level,
        created_at=START,
    )


def make_server(brand: Any, code: str = "mt5a") -> Server:
    """Make an MT5 server that no gateway serves."""
    return Server.objects.create(
        code=code, title=f"MT5 {code}", kind="mt5", entity=brand.entity, config={"host": "none"}
    )


def make_product(
    brand: Any, server: Server, *, kind: str = "live", currency: str = "USD"
) -> Product:
    """Make a product of a brand."""
    return Product.objects.create(
        brand=brand,
        server=server,
        code=f"{kind}-{currency.lower()}",
        title=f"{kind.title()} {currency}",
        kind=kind,
        group=f"{kind}\\standard-{currency}",
        currency=currency,
        leverages=[30, 100],
        demo_deposit=10000 if kind == "demo" else 0,
    )


def make_account(client: Any, product: Product, login: int) -> Account:
    """Make an account that is open on its platform."""
    return Account.objects.create(
        brand=product.brand,
        entity=product.brand.entity,
        client=client,
        product=product,
        server=product.server,
        kind=product.kind,
        group=product.group,
        currency=product.currency,
        leverage=100,
        login=login,
        state="active",
    )


@dataclass
class World:
    """One brand with a server, a live product, a client and his account of login 1001."""

    brand: Any = field(default_factory=make_brand)
    server: Server = field(init=False)
    product: Product = field(init=False)
    client: Any = field(init=False)
    account: Account = field(init=False)
    tickets: int = 100

    def __post_init__(self) -> None:
        self.server = make_server(self.brand)
        self.product = make_product(self.brand, self.server)
        self.client = make_client(self.brand)
        self.account = make_account(self.client, self.product, 1001)

    def deal(self, **fields: Any) -> PlatformDeal:
        """Make a platform deal of the world's account; the next ticket unless one is given."""
        self.tickets += 1
        return make_deal(**{"ticket": self.tickets, "login": 1001, **fields})

    def balance(self, amount: str, comment: str = "", **fields: Any) -> PlatformDeal:
        """Make a balance deal."""
        value = Decimal(amount)
        return self.deal(
            kind=DealKind.BALANCE,
            entry=DealEntry.NONE,
            symbol="",
            lots=Decimal(0),
            profit=value,
            balance_effect=value,
            comment=comment,
            **fields,
        )

    def closing(self, profit: str = "0", lots: str = "1", **fields: Any) -> PlatformDeal:
        """Make a closing trade without charges unless they are given."""
        parts = {name: fields.get(name, Decimal(0)) for name in ("commission", "swap", "fee")}
        return self.deal(
            entry=DealEntry.OUT,
            lots=Decimal(lots),
            lots_closed=Decimal(lots),
            profit=Decimal(profit),
            balance_effect=Decimal(profit) + sum(parts.values()),
            **fields,
        )


def make_deal(*, ticket: int, login: int, **fields: Any) -> PlatformDeal:
    """Make a platform deal with defaults: a EURUSD buy that opens."""
    at: datetime = fields.pop("at", START + timedelta(seconds=ticket))
    zero = Decimal(0)
    values: dict[str, Any] = {
        "kind": DealKind.BUY,
        "entry": DealEntry.IN,
        "symbol": "EURUSD",
        "position_id": ticket,
        "order_id": ticket,
        "lots": Decimal(1),
        "lots_closed": zero,
        "contract_size": Decimal(100_000),
        "price": Decimal("1.10000"),
        "price_position": zero,
        "profit": zero,
        "commission": zero,
        "swap": zero,
        "fee": zero,
        "balance_effect": zero,
        "credit_effect": zero,
        "rate_profit": Decimal(1),
        "comment": "",
        "reason": "client",
        "server_time_ms": int(at.timestamp() * 1000),
        "occurred_at": at,
        "modified": False,
        **fields,
    }
    if fields.get("kind") in {DealKind.BALANCE, DealKind.CREDIT}:
        values["contract_size"] = zero
        values["price"] = zero
    text = repr(sorted((name, str(value)) for name, value in values.items()))
    values.setdefault("digest", sha256(text.encode()).digest()[:16])
    return PlatformDeal(ticket=ticket, login=login, **values)


def make_platform_account(login: int, balance: str) -> PlatformAccount:
    """Make a platform account's figures without positions."""
    value, zero = Decimal(balance), Decimal(0)
    return PlatformAccount(
        login=login,
        group="live\\standard-USD",
        name="Alice Client",
        leverage=100,
        access=Access.ENABLED,
        reference="",
        balance=value,
        credit=zero,
        equity=value,
        margin=zero,
        margin_free=value,
        level=zero,
        floating=zero,
        registered_at=None,
    )
