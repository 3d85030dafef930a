"""What staff and partners may do in the partners room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("partners.partner.view", _("See partners, their tree and accruals"))
declare("partners.partner.manage", _("Approve, move and suspend partners"))
declare("partners.plan.manage", _("Add and change commission plans"))
declare("partners.payout.pay", _("Pay partners out"))
declare("partners.past.propose", _("Propose changes of partners that hold from a past instant"))
declare("partners.past.approve", _("Decide on changes of the past that others proposed"))
