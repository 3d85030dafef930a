"""What staff may do in the valuation room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("valuation.price.view", _("See prices, their faults, and which symbols stand still"))
declare("valuation.stand.view", _("See where accounts stand by our own marking"))
declare("valuation.stop.manage", _("Stop prices of a symbol from deciding anything"))
declare("valuation.rule.manage", _("Set which quotes are believed"))
