"""Where accounts stand, and how their shards do."""

from collections.abc import Collection

from django.db.models import Case, F, Q, Value, When

from ..models import Shard, Stand
from ..types import Doubt, DoubtSeen, Quality, ShardRow, StandRow


def stand(account_pk: int) -> StandRow | None:
    """Where an account stood when it was marked last; None before the first time."""
    return stands([account_pk]).get(account_pk)


def stands(account_pks: Collection[int]) -> dict[int, StandRow]:
    """Where some accounts stood when they were marked last."""
    rows = Stand.objects.filter(account_id__in=list(account_pks))
    return {row.account_id: stand_row(row) for row in rows}


def trusted() -> Q:
    """Stands about which a page has nothing to say, as `StandRow.trust`."""
    usual = [[Doubt.UNSETTLED.value, ""]]
    flat = [*usual, [Doubt.NOT_COMPARED.value, ""]]
    return Q(doubts__contained_by=usual) | Q(positions=0, doubts__contained_by=flat)


def trust() -> Case:
    """How far a page says that a stand is to be trusted."""
    return Case(When(trusted(), then=Value(Quality.REPORTED.value)), default=F("quality"))


def shards() -> list[ShardRow]:
    """All shards."""
    return [
        ShardRow(
            number=row.number,
            owner=row.owner,
            tick_seq=row.tick_seq,
            taken_at=row.taken_at,
            stored_at=row.stored_at,
            accounts=row.accounts,
            positions=row.positions,
            lag_s=row.lag_s,
            gap_from=row.gap_from,
            gap_to=row.gap_to,
            gap_at=row.gap_at,
        )
        for row in Shard.objects.order_by("number")
    ]


def stand_row(row: Stand) -> StandRow:
    """A stand as others see it."""
    return StandRow(
        account_pk=row.account_id,
        balance=row.balance,
        credit=row.credit,
        floating=row.floating,
        equity=row.equity,
        margin=row.margin,
        level=row.level,
        positions=row.positions,
        quality=Quality(row.quality),
        doubts=tuple(DoubtSeen(Doubt(code), about) for code, about in row.doubts),
        gap=row.gap,
        compared_at=row.compared_at,
        marked_at=row.marked_at,
    )
