"""Every adapter that is installed."""

from brokerdesk.adapters.payments import bank_wire, streetpay
from brokerdesk.adapters.trading import ctrader, mt4, mt5
from brokerdesk.ports.spec import AdapterSpec

SPECS: tuple[AdapterSpec, ...] = (bank_wire.SPEC, streetpay.SPEC, ctrader.SPEC, mt4.SPEC, mt5.SPEC)
