"""What staff may do in the reports room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("reports.figures.view", _("See the dashboard's figures"))
declare("reports.figures.rebuild", _("Compute figures anew"))
