"""Names of machines, as people type them."""

from .texts import Marked
from .texts import noop as _


def host_alone(value: object) -> object:
    """Refuse an address where a host is asked for.

    Raises:
        ValueError: it has a scheme or a path.
    """
    if isinstance(value, str) and "/" in value:
        raise ValueError(Marked(_("give the host alone, e.g. mt5.example.com")))
    return value
