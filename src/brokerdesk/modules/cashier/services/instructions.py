"""What a client must know to pay by wire."""

from django.utils.translation import gettext as _

from ..errors import NotManual
from ..models import Deposit
from . import providers


def instructions_for(deposit_id: str) -> tuple[tuple[str, str], ...]:
    """Label and value of what a manual deposit's client must know.

    Raises:
        NotManual: the provider's page says it.
    """
    deposit = Deposit.objects.select_related("psp", "psp__brand").get(public_id=deposit_id)
    if not deposit.psp.manual:
        raise NotManual(_("the provider's page says how to pay"))
    gateway = providers.manual_provider(deposit.psp)
    return gateway.instructions(deposit.reference, deposit.currency)
