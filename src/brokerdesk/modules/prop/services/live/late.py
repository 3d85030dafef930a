"""What became known too late: raised for a person, never changing a verdict by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from brokerdesk.core.actors import SYSTEM

from ...events import LateFactFound
from ...models import Attempt, Signal
from ...types import SignalKind
from ..telling import tell_staff

Found = tuple[str, dict[str, Any]]


def raise_late(found: Sequence[tuple[int, Sequence[Found]]], *, at: datetime) -> None:
    """Raise facts of attempts, each once.

    Emits: LateFactFound.
    """
    for attempt_pk, facts in found:
        for key, evidence in facts:
            signal, fresh = Signal.objects.get_or_create(
                attempt_id=attempt_pk,
                kind=SignalKind.LATE_FACT,
                key=key[:80],
                defaults={"evidence": evidence, "found_at": at},
            )
            if fresh:
                attempt = Attempt.objects.get(pk=attempt_pk)
                tell_staff(attempt, LateFactFound, actor=SYSTEM, signal_id=signal.public_id)
