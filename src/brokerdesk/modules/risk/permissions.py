"""What staff may do in the risk room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("risk.view", _("See exposure, books, the house's result, margin calls and alerts"))
declare("risk.book.manage", _("Put accounts into books and change the rules for it"))
declare("risk.alert.manage", _("Change alert rules and mark alerts as seen"))
