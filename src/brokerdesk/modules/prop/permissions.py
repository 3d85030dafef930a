"""What staff may do in the prop room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("prop.attempt.view", _("See challenges, their decisions and evidence"))
declare("prop.attempt.manage", _("End challenges, start their accounts anew, take notes"))
declare("prop.attempt.review", _("Decide on phases that were passed, and on what is held"))
declare("prop.override.propose", _("Propose to change a verdict"))
declare("prop.override.approve", _("Decide on changes of verdicts that others proposed"))
declare("prop.appeal.answer", _("Answer traders' appeals"))
declare("prop.programme.manage", _("Write, publish and retire programmes, add-ons and coupons"))
declare("prop.news.manage", _("Keep the calendar of economic releases"))
declare("prop.order.manage", _("Refund and cancel orders of challenges"))
declare("prop.payout.assess", _("Assess rewards that traders ask for"))
declare("prop.payout.approve", _("Approve rewards that others assessed"))
declare("prop.competition.manage", _("Hold competitions"))
declare("prop.signal.decide", _("Decide on what looks like prohibited conduct"))
declare("prop.seal.replace", _("Replace the key that reports are sealed with"))
