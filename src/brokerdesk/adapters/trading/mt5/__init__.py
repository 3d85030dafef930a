"""MetaTrader 5 through the raw Web API of an access server."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import AdapterSpec
from brokerdesk.ports.trading import Capability

from .config import Mt5Config
from .gateway import Mt5Platform

SPEC = AdapterSpec(
    family="trading",
    kind="mt5",
    title=_("MetaTrader 5"),
    config=Mt5Config,
    capabilities=frozenset(
        {
            Capability.ACCOUNTS,
            Capability.PASSWORDS,
            Capability.INVESTOR_PASSWORDS,
            Capability.BALANCE,
            Capability.CREDIT,
            Capability.DEALS,
            Capability.POSITIONS,
            Capability.OPENING_DEALS,
            Capability.ORDERS,
            Capability.SYMBOLS,
            Capability.GROUPS,
            Capability.LEVERAGE,
            Capability.RIGHTS,
            Capability.QUOTES,
            Capability.MARGIN,
            Capability.CALCULATORS,
            Capability.CLOCK,
            Capability.CLOSE_POSITIONS,
            Capability.CANCEL_ORDERS,
            Capability.BLOCK_TRADING,
            Capability.POLL,
        }
    ),
    build=Mt5Platform,
    docs=_("By the trade server's Web API, with a manager's login."),
    address=("host", "port"),
)
