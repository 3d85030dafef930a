"""Every adapter that is installed."""

from brokerdesk.adapters.payments import bank_wire, streetpay
from brokerdesk.ports.spec import AdapterSpec

SPECS: tuple[AdapterSpec, ...] = (bank_wire.SPEC, streetpay.SPEC)
