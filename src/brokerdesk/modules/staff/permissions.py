"""What may be done with staff."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("staff.view", _("See staff"))
declare("staff.invite", _("Invite staff"))
declare("staff.roles", _("Change roles of staff"))
declare("staff.suspend", _("Suspend and reactivate staff"))
declare("staff.mfa", _("Reset second factors of staff"))
