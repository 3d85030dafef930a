"""What staff and clients may do in the trading room."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("trading.server.view", _("See platform servers"))
declare("trading.server.manage", _("Add and change platform servers and products"))
declare("trading.account.view", _("See trading accounts"), client=True)
declare("trading.account.open", _("Open trading accounts"), client=True)
declare("trading.account.manage", _("Change trading accounts"))
declare("trading.account.password", _("Make new trading passwords for clients"))
declare("trading.credit.change", _("Give credit to accounts and take it back"))
declare("trading.correction.propose", _("Propose corrections of an account's balance"))
declare("trading.correction.approve", _("Decide corrections of an account's balance"))
declare("trading.position.close", _("Close clients' positions"))
declare("trading.bulk.run", _("Do one job on many accounts"))
declare("trading.account.bind", _("Give logins that we did not open to clients"))
declare("trading.deal.view", _("See deals, positions and exposure"), client=True)
declare("trading.difference.view", _("See differences"))
declare("trading.difference.propose", _("Propose how to resolve a difference"))
declare("trading.difference.approve", _("Approve the resolution of a difference"))
