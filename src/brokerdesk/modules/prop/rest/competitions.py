"""REST: competitions, joining, the ranking, prizes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Status
from pydantic import Field

from brokerdesk.core.rest import (
    Amount,
    ApiRequest,
    In,
    Instant,
    Out,
    Page,
    money_post,
    paginate,
    scope,
)
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import InvalidInput

from ..models import Competition
from ..queries.competitions import competition as competition_of
from ..queries.competitions import competitions
from ..queries.orders import order as order_of
from ..ranking import Metric
from ..services.competitions import holding, prizes
from ..services.competitions.leaderboard import BoardRow, leaderboard
from ..services.orders import Sale
from .orders import OrderOut, ReasonIn, order_out
from .shop import DECIDE, READ, WRITE, Id, client_for, key_of, own_brand, r


class PrizeIn(In):
    """A rank's prize: money in the programme's currency, or words."""

    money: Amount | None = Field(default=None, gt=0)
    text: str = Field(default="", max_length=120)


class CompetitionIn(In):
    """A competition to hold; prizes in the order of ranks."""

    programme_id: Id
    title: str = Field(min_length=1, max_length=120)
    metric: Metric = Metric.PROFIT_PERCENT
    opens_at: Instant
    starts_at: Instant
    ends_at: Instant
    prizes: list[PrizeIn] = Field(default_factory=list, max_length=holding.MOST_PRIZES)


class JoinIn(In):
    """Who joins, on which platform."""

    client_id: Id
    product_id: Id
    pay_now: bool = True


class DisqualifyIn(ReasonIn):
    """Who is taken out of the ranking, and why."""

    attempt_id: Id


class CompetitionOut(Out):
    """A competition. excluded: reason by attempt; result: the ranking as it was frozen."""

    id: str
    programme_id: str
    title: str
    state: str
    metric: str
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    prizes: list[dict[str, str]]
    excluded: dict[str, str]
    result: list[dict[str, Any]]
    approved_at: datetime | None


class PlaceOut(Out):
    """A rank; the name is masked where the trader did not allow his own."""

    rank: int
    name: str
    attempt_id: str
    score: Amount
    profit: Amount
    prize: Amount


def _out(row: Competition) -> CompetitionOut:
    names = (
        "title", "state", "metric", "opens_at", "starts_at", "ends_at", "prizes", "excluded",
        "result", "approved_at",
    )  # fmt: skip
    return CompetitionOut(
        id=row.public_id,
        programme_id=row.programme.public_id,
        **{name: getattr(row, name) for name in names},
    )


def _place_out(row: BoardRow) -> PlaceOut:
    return PlaceOut(
        rank=row.place.rank,
        name=row.name,
        attempt_id=row.place.attempt_id,
        score=row.place.score,
        profit=row.place.profit,
        prize=row.prize,
    )


def _own(request: ApiRequest, competition_id: str) -> Competition:
    row = competition_of(competition_id)
    own_brand(request, row.brand_id)
    return row


@r.get("/prop/competitions", response=Page[CompetitionOut])
@scope(READ)
def list_competitions(
    request: ApiRequest, state: str = "", cursor: str = "", limit: int = 50
) -> Page[CompetitionOut]:
    """List competitions, newest first."""
    where: dict[str, Any] = {"state": state} if state else {}
    if request.brand_id is not None:
        where["brand_id"] = request.brand_id
    return paginate(competitions().filter(**where), cursor, limit, out=_out)


@r.get("/prop/competitions/{competition_id}", response=CompetitionOut)
@scope(READ)
def get_competition(request: ApiRequest, competition_id: str) -> CompetitionOut:
    """Read a competition."""
    return _out(_own(request, competition_id))


@r.get("/prop/competitions/{competition_id}/leaderboard", response=list[PlaceOut])
@scope(READ)
def get_leaderboard(request: ApiRequest, competition_id: str) -> list[PlaceOut]:
    """Read the ranking as it stands."""
    return [_place_out(row) for row in leaderboard(_own(request, competition_id))]


@r.post("/prop/competitions", response={201: CompetitionOut})
@scope(DECIDE)
@money_post
def create(request: ApiRequest, body: CompetitionIn) -> Status[CompetitionOut]:
    """Draft a competition of the key's brand."""
    if request.brand_id is None:
        raise InvalidInput(_("use a key of one brand"))
    given = tuple(
        {"rank": str(rank), "money": f"{one.money:f}" if one.money else "", "text": one.text}
        for rank, one in enumerate(body.prizes, 1)
    )
    draft = holding.CompetitionDraft(**body.model_dump(exclude={"prizes"}), prizes=given)
    row = holding.create_competition(request.brand_id, draft, actor=request.actor, at=now())
    return Status(201, _out(competition_of(row.public_id)))


@r.post("/prop/competitions/{competition_id}/open", response=CompetitionOut)
@scope(DECIDE)
@money_post
def open_it(request: ApiRequest, competition_id: str) -> CompetitionOut:
    """Let clients join from its `opens_at` on."""
    _own(request, competition_id)
    holding.open_competition(competition_id, actor=request.actor, at=now())
    return _out(competition_of(competition_id))


@r.post("/prop/competitions/{competition_id}/join", response={201: OrderOut})
@scope(WRITE)
@money_post
def join(request: ApiRequest, competition_id: str, body: JoinIn) -> Status[OrderOut]:
    """Order a place for a client."""
    _own(request, competition_id)
    client_for(request, body.client_id)
    row = holding.join(
        competition_id, body.client_id, body.product_id,
        Sale(key_of(request), pay_now=body.pay_now), actor=request.actor, at=now(),
    )  # fmt: skip
    return Status(201, order_out(order_of(row.public_id)))


@r.post("/prop/competitions/{competition_id}/disqualify", response=CompetitionOut)
@scope(DECIDE)
@money_post
def disqualify(request: ApiRequest, competition_id: str, body: DisqualifyIn) -> CompetitionOut:
    """Take a participant out of the ranking."""
    _own(request, competition_id)
    holding.disqualify(
        competition_id, body.attempt_id, reason=body.reason, actor=request.actor, at=now()
    )
    return _out(competition_of(competition_id))


@r.post("/prop/competitions/{competition_id}/end", response=CompetitionOut)
@scope(DECIDE)
@money_post
def end(request: ApiRequest, competition_id: str) -> CompetitionOut:
    """End a running competition; its ranking is frozen."""
    _own(request, competition_id)
    holding.end(competition_id, actor=request.actor, at=now())
    return _out(competition_of(competition_id))


@r.post("/prop/competitions/{competition_id}/approve-prizes", response=CompetitionOut)
@scope(DECIDE)
@money_post
def approve_prizes(request: ApiRequest, competition_id: str) -> CompetitionOut:
    """Pay the prizes of the frozen result; not by who froze it."""
    _own(request, competition_id)
    prizes.approve_prizes(competition_id, actor=request.actor, at=now())
    return _out(competition_of(competition_id))
