"""What the room does when others tell facts of accounts, and what it looks for by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import F

from brokerdesk.core.jobs import periodic
from brokerdesk.core.jobs.apart import each
from brokerdesk.kit.clock import now
from brokerdesk.modules.trading.queries import batch_corrections, batch_deals, deals_after
from brokerdesk.modules.trading.types import DealRow
from brokerdesk.ports.trading import DealKind

from ..models import Attempt, Stage
from ..types import AttemptState, StageState
from .desks import tell
from .lifecycle import begin_stage, go_on
from .lifecycle.accounts import opening_balance
from .live.causes import of_deal
from .live.late import raise_late

_LOST = timedelta(seconds=10)
_LATE_FOR = timedelta(days=30)
_GATES_FOR = timedelta(hours=1)
_AT_ONCE = 500


def opening_settled(account_id: str, *, at: datetime) -> bool:
    """Judge the stage of an account whose opening balance has arrived.

    It begins at the instant of the deal that brought its balance. False: there is none to begin.
    Locks: attempt, stage.
    """
    stage = Stage.objects.filter(
        account__public_id=account_id, state=StageState.PROVISIONING
    ).first()
    if stage is None or stage.account_id is None:
        return False
    deals = deals_after([(stage.account_id, 0)], stage.created_at)
    balance = opening_balance(stage)
    opening = next((deal for deal in deals if _brings(deal, balance)), None)
    if opening is None:
        return False
    began_at = min(opening.occurred_at, opening.recorded_at)
    return begin_stage(stage.public_id, deal_pk=opening.pk, began_at=began_at, at=at)


def _brings(deal: DealRow, balance: Decimal) -> bool:
    return deal.kind is DealKind.BALANCE and deal.balance_effect == balance


def deals_came(batch_id: int, *, at: datetime) -> None:
    """Raise deals that occurred before the end of a stage that has ended.

    Emits: LateFactFound.
    """
    deals = [deal for deal in batch_deals(batch_id) if deal.account_pk is not None]
    _raise_late(deals, "deal", at)


def deals_corrected(batch_id: int, *, at: datetime) -> None:
    """Raise deals that were changed or deleted on the platform after a stage was told of them.

    Emits: LateFactFound.
    """
    corrected = [row.deal for row in batch_corrections(batch_id)]
    _raise_late(corrected, f"corrected:{batch_id}", at)


def _raise_late(deals: list[DealRow], key: str, at: datetime) -> None:
    of_account: dict[int, list[DealRow]] = {}
    for deal in deals:
        of_account.setdefault(deal.account_pk or 0, []).append(deal)
    stages = Stage.objects.filter(account_id__in=of_account, started_at__isnull=False)
    if key == "deal":
        stages = stages.filter(state=StageState.ENDED, ended_at__gt=at - _LATE_FOR)
    for stage in stages.order_by("pk"):
        found = [
            (f"{key}:{deal.pk}", of_deal(deal) | {"stage": stage.public_id})
            for deal in of_account[stage.account_id or 0]
            if _concerns(deal, stage, key)
        ]
        if found:
            raise_late([(stage.attempt_id, found)], at=at)


def _concerns(deal: DealRow, stage: Stage, key: str) -> bool:
    if key != "deal":
        return deal.pk <= stage.deal_pk
    ended_at, started_at = stage.ended_at, stage.started_at
    if ended_at is None or started_at is None or deal.pk <= stage.deal_pk:
        return False
    return started_at < deal.occurred_at < ended_at


@periodic(every_s=10)
def sweep() -> None:
    """Find what was lost on the way: accounts that are ready, desks that were not told, gates."""
    at = now()
    ready = Stage.objects.filter(
        state=StageState.PROVISIONING, account__login__isnull=False, created_at__lt=at - _LOST
    )
    accounts = list(ready.values_list("account__public_id", flat=True)[:_AT_ONCE])
    unseen = Stage.objects.filter(
        state=StageState.LIVE, tick_seq=0, started_at__lt=at - _LOST, started_at__gt=at - _LATE_FOR
    )
    tell(list(unseen.order_by("-pk").values_list("account_id", flat=True)[:_AT_ONCE]))
    passed = Attempt.objects.filter(
        state=AttemptState.PASSED,
        stages__phase=F("phase"),
        stages__ended_at__range=(at - _GATES_FOR, at - _LOST),
    )
    attempts = list(passed.order_by("pk").values_list("public_id", flat=True)[:_AT_ONCE])
    work: list[Callable[[], object]] = [
        *(partial(opening_settled, account_id, at=at) for account_id in accounts),
        *(partial(go_on, attempt_id, at=at) for attempt_id in attempts),
    ]
    each(work, lambda one: one())
