"""What may be done with brands."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("brands.view", _("See brands, entities and offices"))
declare("brands.edit", _("Change brands, entities and offices"))
