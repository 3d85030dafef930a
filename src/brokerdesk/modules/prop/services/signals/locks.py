"""The lock of signals; nothing else is locked with it."""

from django.utils.translation import gettext as _

from ...errors import SignalNotFound
from ...models import Signal


def lock_signal(signal_id: str) -> Signal:
    """Lock one signal by its public id.

    Raises:
        SignalNotFound: there is none.
    """
    rows = Signal.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("attempt").filter(public_id=signal_id).first()
    if found is None:
        raise SignalNotFound(_("there is no such signal"))
    return found
