"""Every adapter that is installed."""

from brokerdesk.adapters.payments import bank_wire, streetpay
from brokerdesk.adapters.trading import ctrader, mt5
from brokerdesk.ports.spec import AdapterSpec

SPECS: tuple[AdapterSpec, ...] = (bank_wire.SPEC, streetpay.SPEC, ctrader.SPEC, mt5.SPEC)
