"""Every adapter that is installed."""

from brokerdesk.ports.spec import AdapterSpec

SPECS: tuple[AdapterSpec, ...] = ()
