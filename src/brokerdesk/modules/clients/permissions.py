"""What may be done with clients."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("clients.view", _("See clients"))
declare("clients.edit", _("Change clients' personal data"))
declare("clients.create", _("Enter clients and leads"))
declare("clients.status", _("Restrict, suspend, close and reactivate clients"))
declare("clients.assign", _("Assign clients to staff"))
declare("clients.note", _("Write notes and tasks"))
declare("clients.links", _("See with whom clients share devices and addresses"))
declare("clients.export", _("Export clients"))
declare("leads.view", _("See leads"))
declare("leads.edit", _("Follow and convert leads"))
