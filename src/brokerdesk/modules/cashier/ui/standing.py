"""Why a client cannot move money now, said before he fills a form in."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.texts import translated
from brokerdesk.core.ui import Closed, UiRequest, url
from brokerdesk.modules.compliance.errors import ClientBlocked, VerificationRequired
from brokerdesk.modules.compliance.queries import require_may
from brokerdesk.modules.compliance.types import Action
from brokerdesk.modules.trading.queries import accounts_of
from brokerdesk.modules.trading.types import AccountKind

from ..queries import wallets


def unless_allowed(action: Action) -> Callable[[UiRequest], Closed | None]:
    """What to say to a client whose level or status does not allow an action."""

    def closed(request: UiRequest) -> Closed | None:
        try:
            require_may(request.client.pk, action)
        except VerificationRequired:
            return Closed(
                title=_("Verify your identity first"),
                text=_("It takes two documents; most are checked within a day."),
                way=(_("Get verified"), url("portal", "compliance.verification")),
            )
        except ClientBlocked as error:
            return Closed(title=_("This is not possible at the moment"), text=translated(error))
        return None

    return closed


def unless_traded(request: UiRequest) -> Closed | None:
    """What to say to a client who has no live account to move money to."""
    if any(a.kind is AccountKind.LIVE for a in accounts_of(request.client.pk, visible_only=True)):
        return None
    return unless_allowed("transfer")(request) or Closed(
        title=_("You have no live trading account yet"),
        text=_("Money moves between your wallet and your live accounts."),
        way=(_("Open account"), url("portal", "trading.account_new")),
    )


def unless_funded(request: UiRequest) -> Closed | None:
    """What to say to a client who may not withdraw, or has nothing to."""
    refused = unless_allowed("withdraw")(request)
    if refused is not None or any(w.available > 0 for w in wallets(request.client.pk)):
        return refused
    return Closed(
        title=_("There is nothing to withdraw"),
        text=_("Money in a trading account goes to your wallet first."),
        way=(_("Transfer to the wallet"), url("portal", "cashier.transfer_new")),
    )
