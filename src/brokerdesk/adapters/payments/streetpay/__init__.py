"""StreetPay: hosted card payments, payouts, refunds and statements over HTTP."""

from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.payments import PaymentsCapability
from brokerdesk.ports.spec import AdapterSpec

from .config import StreetPayConfig
from .gateway import StreetPay

SPEC = AdapterSpec(
    family="payments",
    kind="streetpay",
    title=_("StreetPay"),
    config=StreetPayConfig,
    capabilities=frozenset(
        {
            PaymentsCapability.HOSTED_DEPOSIT,
            PaymentsCapability.PAYOUT,
            PaymentsCapability.CARD_PAYOUT,
            PaymentsCapability.REFUND,
            PaymentsCapability.WEBHOOK,
            PaymentsCapability.STATEMENT,
        }
    ),
    build=StreetPay,
    docs=_("The simulated provider that `streetsim psp` serves."),
)
