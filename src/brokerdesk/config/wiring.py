"""Binds adapters to ports. The only place that knows both."""

from brokerdesk.adapters.registry import SPECS
from brokerdesk.ports.spec import adapters


def bind() -> None:
    """Make every installed adapter known to the rooms."""
    for spec in SPECS:
        adapters.register(spec)
