"""A trading adapter to start from: replace the pretend venue's wire by the real one's."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import AdapterSpec
from brokerdesk.ports.trading import Capability

from .config import TemplateConfig
from .gateway import TemplatePlatform

SPEC = AdapterSpec(
    family="trading",
    kind="template",
    title=_("Template"),
    config=TemplateConfig,
    capabilities=frozenset(
        {
            Capability.ACCOUNTS,
            Capability.PASSWORDS,
            Capability.INVESTOR_PASSWORDS,
            Capability.BLOCK_TRADING,
            Capability.BALANCE,
            Capability.CREDIT,
            Capability.DEALS,
            Capability.POLL,
        }
    ),
    build=TemplatePlatform,
    docs=_("docs/adapters.md"),
)
