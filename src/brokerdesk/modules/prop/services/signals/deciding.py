"""What a person makes of a signal."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record

from ...errors import ReasonMissing, SignalDecided
from ...models import Signal
from ...types import SignalKind
from ..desks import tell
from .locks import lock_signal


@transaction.atomic
def decide_signal(
    signal_id: str, *, confirmed: bool, note: str, actor: Actor, at: datetime
) -> Signal:
    """Confirm or dismiss a signal; what follows for the challenge is decided apart from it.

    Locks: signal.
    Raises:
        SignalNotFound: there is none.
        SignalDecided: somebody decided it already.
        ReasonMissing: nothing is said.
    """
    if not note.strip():
        raise ReasonMissing(_("say why"), field="note")
    signal = lock_signal(signal_id)
    if signal.state != "open":
        raise SignalDecided(_("somebody decided this signal already"))
    signal.state = "confirmed" if confirmed else "dismissed"
    signal.note, signal.decided_by, signal.decided_at = note.strip()[:500], actor.ref, at
    signal.save(update_fields=["state", "note", "decided_by", "decided_at"])
    if signal.kind == SignalKind.STUCK:
        tell(list(signal.attempt.stages.values_list("account_id", flat=True)))
    record(
        f"prop.signal_{signal.state}",
        subject=signal.attempt.public_id,
        actor=actor,
        brand_id=signal.attempt.brand_id,
        after={"signal": signal.public_id, "kind": signal.kind},
        reason=note,
    )
    return signal
