"""What staff and partners may do in the partners room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("partners.partner.view", _("See partners, their tree and accruals"))
declare("partners.partner.manage", _("Approve, move and suspend partners"))
declare("partners.plan.manage", _("Add and change commission plans"))
declare("partners.payout.pay", _("Pay partners out"))
declare("partners.past.propose", _("Propose changes of partners that hold from a past instant"))
declare("partners.past.approve", _("Decide on changes of the past that others proposed"))
declare("partners.payout.approve", _("Approve payout runs and write-offs of partners"))
declare("partners.payout.manage", _("Say how and when partners are paid; hold payouts back"))
declare("partners.dispute.answer", _("Answer partners' disputes and propose corrections"))
declare("partners.dispute.approve", _("Approve corrections that others proposed in disputes"))
declare("partners.programme.manage", _("Say how partners join and what they agree to"))
declare("partners.case.decide", _("Decide on what looks like abuse by partners"))
