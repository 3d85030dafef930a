"""cTrader through the WebServices (changes) and the Manager API (reads and events)."""

from collections.abc import Mapping

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import AdapterSpec
from brokerdesk.ports.trading import Capability

from .config import CTraderConfig
from .gateway import CTraderPlatform


def _sign_in_hint(config: Mapping[str, object]) -> str:
    """An account may be without a cTrader ID: linking it can fail after the opening."""
    if not config.get("create_ctid"):
        return ""
    return Marked(
        _(
            "The account is linked to the cTrader ID of your e-mail address: signed in with it, you"
            " find the account in cTrader. If not, add it there with its login and password"
        )
    )


SPEC = AdapterSpec(
    family="trading",
    kind="ctrader",
    title=_("cTrader"),
    config=CTraderConfig,
    capabilities=frozenset(Capability) - {Capability.INVESTOR_PASSWORDS, Capability.CALCULATORS},
    build=CTraderPlatform,
    docs=_("By WebServices and the Manager protocol, with a manager's login."),
    address=("host", "port", "plant", "environment"),
    sign_in_hint=_sign_in_hint,
)
