"""REST of the valuation room: where accounts stand, prices, shards, emergency stops."""

from datetime import datetime

from django.utils.translation import gettext as _
from ninja.responses import Status
from pydantic import Field

from brokerdesk.core.rest import Amount, ApiRequest, In, Out, router, scope
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import account

from ..errors import StandNotFound
from ..queries import price_rows, shards, stand
from ..services.stops import lift_stop, stop_symbol

r = router("valuation", tags=["Valuation"])


class DoubtOut(Out):
    """Why a value is not as good as reported, and what that is about."""

    doubt: str
    about: str


class StandOut(Out):
    """Where an account stood by our own marking; gap: ours less the platform's equity."""

    account_id: str
    balance: Amount
    credit: Amount
    floating: Amount
    equity: Amount
    margin: Amount
    level: Amount | None
    positions: int
    quality: str
    doubts: list[DoubtOut]
    gap: Amount | None
    compared_at: datetime | None
    marked_at: datetime


class PriceOut(Out):
    """A symbol's last price; stopped: it decides nothing by a person's order."""

    server: str
    symbol: str
    bid: Amount
    ask: Amount
    at: datetime
    stopped: bool
    fault: str
    fault_at: datetime | None


class ShardOut(Out):
    """How one share of the accounts is marked; gap: lots that were lost."""

    number: int
    owner: str
    tick_seq: int
    taken_at: datetime | None
    stored_at: datetime | None
    accounts: int
    positions: int
    lag_s: Amount | None
    gap_from: int | None
    gap_to: int | None
    gap_at: datetime | None


class StopIn(In):
    """What is to stand still; without a server on all of them, `*` for every symbol."""

    server: str = ""
    symbol: str = Field(min_length=1, max_length=64)
    reason: str = Field(max_length=300)


class LiftIn(In):
    """Why prices may decide again."""

    reason: str = Field(max_length=300)


class StopOut(Out):
    """An emergency stop."""

    id: str
    symbol: str
    reason: str
    by: str
    at: datetime
    lifted_at: datetime | None


@r.get("/valuation/accounts/{account_id}", response=StandOut)
@scope("valuation:read")
def get_stand(request: ApiRequest, account_id: str) -> StandOut:
    """Where an account of the key's brand stands."""
    row = account(account_id)
    found = stand(row.pk) if request.brand_id in (None, row.brand_pk) else None
    if found is None:
        raise StandNotFound(_("This account was not marked yet."), field="account_id")
    names = set(StandOut.model_fields) - {"account_id", "doubts", "quality"}
    return StandOut(
        account_id=account_id,
        quality=found.quality.value,
        doubts=[DoubtOut(doubt=seen.doubt.value, about=seen.about) for seen in found.doubts],
        **{name: getattr(found, name) for name in names},
    )


@r.get("/valuation/prices", response=list[PriceOut])
@scope("valuation:read")
def list_prices(request: ApiRequest, symbol: str = "") -> list[PriceOut]:
    """The last price of every symbol whose name contains a text."""
    names = set(PriceOut.model_fields) - {"server", "stopped"}
    return [
        PriceOut(
            server=row.server_code,
            stopped=row.stop is not None,
            **{name: getattr(row, name) for name in names},
        )
        for row in price_rows(now(), text=symbol)
    ]


@r.get("/valuation/shards", response=list[ShardOut])
@scope("valuation:read")
def list_shards(request: ApiRequest) -> list[ShardOut]:
    """Which process marks which share of the accounts, and how far it is."""
    return [
        ShardOut(**{name: getattr(row, name) for name in ShardOut.model_fields}) for row in shards()
    ]


@r.post("/valuation/stops", response={201: StopOut})
@scope("valuation:stop")
def stop(request: ApiRequest, body: StopIn) -> Status[StopOut]:
    """Stop a symbol: its prices decide nothing until the stop is lifted."""
    row = stop_symbol(
        server_id=body.server, symbol=body.symbol, reason=body.reason, actor=request.actor, at=now()
    )
    return Status(
        201,
        StopOut(
            id=row.public_id, symbol=row.symbol, reason=row.reason, by=row.by_name, at=row.at,
            lifted_at=row.lifted_at,
        ),
    )  # fmt: skip


@r.post("/valuation/stops/{stop_id}/lift", response=StopOut)
@scope("valuation:stop")
def lift(request: ApiRequest, stop_id: str, body: LiftIn) -> StopOut:
    """Lift a stop."""
    row = lift_stop(stop_id=stop_id, reason=body.reason, actor=request.actor, at=now())
    return StopOut(
        id=row.public_id, symbol=row.symbol, reason=row.reason, by=row.by_name, at=row.at,
        lifted_at=row.lifted_at,
    )  # fmt: skip
