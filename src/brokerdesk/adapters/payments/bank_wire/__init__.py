"""Manual bank wire: no wire of its own; a person sees the money and confirms it."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import PaymentsCapability
from brokerdesk.ports.spec import AdapterSpec

from .config import BankWireConfig
from .gateway import BankWire

SPEC = AdapterSpec(
    family="payments",
    kind="bank_wire",
    title=_("Bank wire (manual)"),
    config=BankWireConfig,
    capabilities=frozenset({PaymentsCapability.MANUAL}),
    build=BankWire,
    docs=_("The client sends a wire and uploads its proof; finance confirms the receipt."),
)
