"""What staff may do in the ledger."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("ledger.view", _("See ledger accounts, transactions and the trial balance"))
