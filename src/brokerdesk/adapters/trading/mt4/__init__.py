"""MetaTrader 4 through a bridge that speaks the CPlugin WebAPI v2 contract."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import AdapterSpec
from brokerdesk.ports.trading import Capability

from .config import Mt4Config
from .gateway import Mt4Platform

SPEC = AdapterSpec(
    family="trading",
    kind="mt4",
    title=_("MetaTrader 4"),
    config=Mt4Config,
    # A trade has one row, which is a deal when it is closed.
    capabilities=frozenset(Capability) - {Capability.OPENING_DEALS, Capability.CALCULATORS},
    build=Mt4Platform,
    docs=_("By a bridge that serves the CPlugin WebAPI."),
    address=("base_url", "platform"),
)
