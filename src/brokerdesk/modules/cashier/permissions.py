"""What staff and clients may do with money."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("cashier.wallet.view", _("See wallets"), client=True)
declare("cashier.psp.view", _("See payment methods"))
declare("cashier.psp.manage", _("Add and change payment methods and cashier settings"))
declare("cashier.deposit.view", _("See deposits"), client=True)
declare("cashier.deposit.create", _("Start deposits"), client=True)
declare("cashier.deposit.confirm", _("Confirm wires and decide deposits in review"))
declare("cashier.deposit.refund", _("Refund deposits"))
declare("cashier.withdrawal.view", _("See withdrawals"), client=True)
declare("cashier.withdrawal.create", _("Request withdrawals"), client=True)
declare("cashier.withdrawal.review", _("Pass withdrawals through compliance"))
declare("cashier.withdrawal.approve", _("Approve and reject withdrawals"))
declare("cashier.withdrawal.send", _("Confirm wires sent, settle withdrawals in review"))
declare("cashier.transfer.view", _("See transfers"), client=True)
declare("cashier.transfer.create", _("Transfer between wallet and trading account"), client=True)
declare("cashier.transfer.settle", _("Settle what the wallets of corrected transfers lacked"))
declare("cashier.reconcile.view", _("See and run the reconciliation"))
