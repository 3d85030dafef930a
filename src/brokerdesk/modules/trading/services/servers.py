"""Servers and products: set up by staff, kept in step by the gateway."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import fault_text, note, translated
from brokerdesk.kit.masks import matches
from brokerdesk.kit.wires import wire_words
from brokerdesk.ports.spec import AdapterSpec, UnknownAdapterError, adapters
from brokerdesk.ports.trading import (
    PlatformAway,
    PlatformError,
    PlatformRefused,
    ServerClock,
    TradingPlatform,
)

from ..errors import (
    ConfigInvalid,
    ConnectionFailed,
    DuplicateCode,
    ProductNotFound,
    ServerNotFound,
)
from ..events import ServerHealthChanged
from ..locks import lock_server, lock_servers
from ..models import GatewayReport, Group, Product, Server, ServerClockReading
from ..queries import waiting_commands
from ..rows import product_row, server_row
from ..types import GatewayTally, ProductRow, ServerRow
from .sharing import refuse_shared_groups


@dataclass(frozen=True, slots=True)
class NewServer:
    """A server as staff enter it; `config` is the adapter's own form."""

    code: str
    title: str
    kind: str
    entity_pk: int
    config: Mapping[str, object]
    group_mask: str = "*"
    grace_s: int = 60


@dataclass(frozen=True, slots=True)
class ServerTest:
    """What a trial connection found."""

    ping_ms: float
    offset_s: int
    groups: tuple[str, ...]
    symbols: int


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product as staff enter it."""

    brand_pk: int
    server_id: str
    code: str
    title: str
    kind: str
    group: str
    leverages: tuple[int, ...]
    currency: str = ""
    summary: str = ""
    max_per_client: int = 5
    demo_deposit: Decimal = Decimal(0)
    sort: int = 100
    internal: bool = False


def kinds() -> tuple[AdapterSpec, ...]:
    """All installed trading adapters."""
    return adapters.family("trading")


def spec_of(kind: str) -> AdapterSpec:
    """Find an installed adapter.

    Raises:
        ConfigInvalid: there is none of this kind.
    """
    try:
        return adapters.get("trading", kind)
    except UnknownAdapterError as error:
        raise ConfigInvalid(translated(error), field="kind") from None


def platform_of(kind: str, config: Mapping[str, object]) -> TradingPlatform:
    """Build the adapter's platform object.

    Raises:
        ConfigInvalid: the adapter is not installed, or a field does not fit it.
    """
    spec = spec_of(kind)
    try:
        platform: TradingPlatform = spec.build(spec.config.model_validate(dict(config)))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        if not first["loc"]:
            raise ConfigInvalid(fault_text(first)) from None
        name = str(first["loc"][0])
        known = spec.config.model_fields.get(name)
        label = _(known.title) if known and known.title else name
        raise ConfigInvalid(
            _("%(field)s: %(what)s") % {"field": label, "what": fault_text(first)},
            field=f"config_{name}",
        ) from None
    return platform


def test_connection(kind: str, config: Mapping[str, object]) -> ServerTest:
    """Connect, read the clock, groups and symbols, and close again. Changes nothing.

    Raises:
        ConfigInvalid: the configuration does not fit the adapter.
        ConnectionFailed: the server is away, or refuses the manager account.
    """
    platform = platform_of(kind, config)

    async def trial() -> ServerTest:
        session = await platform.connect("test")
        try:
            clock = await session.market_port.clock()
            groups = await session.market_port.groups()
            symbols = await session.market_port.symbols()
            return ServerTest(
                ping_ms=round(await session.ping() * 1000, 1),
                offset_s=clock.offset_s,
                groups=tuple(group.name for group in groups),
                symbols=len(symbols),
            )
        finally:
            await session.close()

    try:
        return asyncio.run(asyncio.wait_for(trial(), timeout=15))
    except TimeoutError:
        raise ConnectionFailed(_("the server did not answer within 15 s")) from None
    except (PlatformError, OSError) as error:
        raise ConnectionFailed(_failure(error)) from None


def _failure(error: PlatformError | OSError) -> str:
    if isinstance(error, OSError):
        error = PlatformAway(wire_words(error))
    if isinstance(error, PlatformRefused):
        return _("the server refused: %(reason)s") % {"reason": translated(error.reason)}
    if isinstance(error, PlatformAway):
        return _("no connection to the server: %(error)s") % {"error": translated(error)}
    return _("the server does not answer as expected: %(error)s") % {"error": translated(error)}


@transaction.atomic
def add_server(new: NewServer, *, actor: Actor) -> ServerRow:
    """Add a platform server; its gateway starts within seconds.

    Raises:
        ConfigInvalid: the configuration does not fit the adapter.
        PlatformShared: another server reads some of its groups.
        DuplicateCode: another server has that code.
    """
    platform_of(new.kind, new.config)
    lock_servers()
    refuse_shared_groups(new.kind, new.config, new.group_mask)
    try:
        with transaction.atomic():
            server = Server.objects.create(
                code=new.code,
                title=new.title,
                kind=new.kind,
                entity_id=new.entity_pk,
                config=dict(new.config),
                group_mask=new.group_mask,
                grace_s=new.grace_s,
            )
    except IntegrityError:
        raise DuplicateCode(
            _("a server with code %(code)s exists") % {"code": new.code}, field="code"
        ) from None
    record(
        "trading.server_added",
        subject=server.public_id,
        actor=actor,
        after={"code": server.code, "title": server.title, "kind": server.kind},
    )
    return server_row(server)


@transaction.atomic
def update_server(
    server_id: str, *, actor: Actor, config: Mapping[str, object] | None = None, **fields: object
) -> ServerRow:
    """Change a server's title, mask, grace, state of use, or its connection.

    Raises:
        ServerNotFound: there is no such server.
        ConfigInvalid: the new configuration does not fit the adapter.
        PlatformShared: another server reads some of its groups.
    """
    lock_servers()
    server = Server.objects.select_for_update(no_key=True).filter(public_id=server_id).first()
    if server is None:
        raise ServerNotFound(_("there is no such server"))
    changed: dict[str, object] = {}
    for name in ("title", "group_mask", "grace_s", "enabled"):
        if name in fields and getattr(server, name) != fields[name]:
            changed[name] = fields[name]
            setattr(server, name, fields[name])
    if config is not None:
        platform_of(server.kind, config)
        server.config = dict(config)
        changed["config"] = "replaced"
    if server.enabled and changed.keys() & {"group_mask", "enabled", "config"}:
        refuse_shared_groups(server.kind, server.config, server.group_mask, but=server.pk)
    server.save()
    record("trading.server_changed", subject=server_id, actor=actor, after=changed)
    return server_row(server)


@transaction.atomic
def set_health(
    server_pk: int, state: str, *, lag_s: Decimal | None, detail: str, at: datetime
) -> None:
    """Note whether a server is up or away, and how far behind its gateway is.

    Emits: ServerHealthChanged, when the state changed.
    """
    server = lock_server(server_pk)
    before = server.state
    Server.objects.filter(pk=server_pk).update(
        state=state, state_detail=note(detail), state_at=at, lag_s=lag_s
    )
    if before != state:
        emit(
            ServerHealthChanged(server_id=server.public_id, state=state),
            aggregate=f"server:{server.public_id}",
            brand_id=None,
        )


def keep_report(server_pk: int, tally: GatewayTally, *, at: datetime) -> int:
    """Keep what a server's gateway tells of its work; give how many commands wait or are in doubt.

    The elected gateway alone reports, so nothing is locked. What a new one has not read yet was
    read by the one before.
    """
    told = {**asdict(tally), "reported_at": at}
    kept = GatewayReport.objects.filter(server_id=server_pk).values_list("readings", flat=True)
    for what, former in (kept.first() or {}).items():
        if what in told["readings"] and told["readings"][what]["at"] is None:
            told["readings"][what]["at"] = former["at"]
    GatewayReport.objects.update_or_create(server_id=server_pk, defaults=told)
    return waiting_commands(server_pk)


@transaction.atomic
def set_clock(server_pk: int, clock: ServerClock) -> None:
    """Keep the server's offset; a change of offset (DST) opens a new reading."""
    server = lock_server(server_pk)
    newest = server.clock_readings.order_by("-valid_from").first()
    if newest is None or newest.offset_s != clock.offset_s:
        ServerClockReading.objects.create(
            server=server, offset_s=clock.offset_s, valid_from=clock.read_at
        )
    if server.offset_s != clock.offset_s:
        Server.objects.filter(pk=server_pk).update(offset_s=clock.offset_s)


@transaction.atomic
def add_product(new: NewProduct, *, actor: Actor) -> ProductRow:
    """Offer a product that maps to a platform group.

    Raises:
        ServerNotFound: there is no such server.
        ConfigInvalid: the group is not on the server or not read, or no leverage is offered.
        DuplicateCode: the brand has a product with that code.
    """
    server = Server.objects.filter(public_id=new.server_id).first()
    if server is None:
        raise ServerNotFound(_("there is no such server"), field="server")
    if not matches(server.group_mask, new.group):
        raise ConfigInvalid(
            _("the server's groups are %(mask)s: deals of %(group)s would not be read")
            % {"mask": server.group_mask, "group": new.group},
            field="group",
        )
    group = Group.objects.filter(server=server, name=new.group, present=True).first()
    if group is None and not new.currency:
        raise ConfigInvalid(
            _("the server has no group %(group)s") % {"group": new.group}, field="group"
        )
    if group is not None and new.currency and group.currency != new.currency:
        raise ConfigInvalid(
            _("the group's currency is %(currency)s") % {"currency": group.currency},
            field="currency",
        )
    if not new.leverages or min(new.leverages) < 1:
        raise ConfigInvalid(_("name at least one leverage of 1 or more"), field="leverages")
    fields = {name: getattr(new, name) for name in new.__slots__ if name != "server_id"}
    fields["brand_id"] = fields.pop("brand_pk")
    fields["leverages"] = list(new.leverages)
    fields["currency"] = group.currency if group is not None else new.currency
    try:
        with transaction.atomic():
            product = Product.objects.create(server=server, **fields)
    except IntegrityError:
        raise DuplicateCode(
            _("a product with code %(code)s exists") % {"code": new.code}, field="code"
        ) from None
    record("trading.product_added", subject=product.public_id, actor=actor, after=fields)
    return product_row(product)


@transaction.atomic
def set_product_enabled(product_id: str, enabled: bool, *, actor: Actor) -> ProductRow:
    """Offer a product again, or stop offering it; open accounts stay."""
    product = Product.objects.select_for_update(no_key=True).filter(public_id=product_id).first()
    if product is None:
        raise ProductNotFound(_("there is no such product"))
    product.enabled = enabled
    product.save(update_fields=["enabled"])
    record("trading.product_changed", subject=product_id, actor=actor, after={"enabled": enabled})
    return product_row(product)
