"""cTrader through the WebServices (changes) and the Manager API (reads and events)."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import AdapterSpec
from brokerdesk.ports.trading import Capability

from .config import CTraderConfig
from .gateway import CTraderPlatform

SPEC = AdapterSpec(
    family="trading",
    kind="ctrader",
    title=_("cTrader"),
    config=CTraderConfig,
    capabilities=frozenset(Capability) - {Capability.INVESTOR_PASSWORDS, Capability.CALCULATORS},
    build=CTraderPlatform,
    docs=_("By WebServices and the Manager protocol, with a manager's login."),
    address=("host", "port", "plant", "environment"),
)
