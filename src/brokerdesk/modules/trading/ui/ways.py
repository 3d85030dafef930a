"""What a client can do next with an account: move money, or begin to use it."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _t

from brokerdesk.core.ui import url

from ..models import Deal, Position
from ..types import AccountKind, AccountRow, AccountState
from .passwords import is_ready

BEING_OPENED = (AccountState.REQUESTED, AccountState.PROVISIONING)


def money_ways(row: AccountRow) -> list[tuple[str, str, str]]:
    """Where money of an account is moved, as far as it may be: label, icon and address of each."""
    switches, ways = row.switches, []
    if row.kind != AccountKind.LIVE or not is_ready(row) or not switches.transfer:
        return []
    if switches.deposit:
        ways.append((_t("Deposit"), "arrow-down-left", url("portal", "cashier.deposit_new")))
    if switches.deposit or switches.withdraw:
        ways.append((_t("Transfer"), "arrows-exchange", transfer_page(row)))
    return ways


def transfer_page(row: AccountRow) -> str:
    """The page that moves money between the wallet and an account."""
    return f"{url('portal', 'cashier.transfer_new')}?{urlencode({'account': row.public_id})}"


def is_unused(row: AccountRow) -> bool:
    """Whether an account is open and nothing was traded on it yet."""
    if not is_ready(row) or Position.objects.filter(account_id=row.pk).exists():
        return False
    trades = Deal.objects.filter(account_id=row.pk, deleted_at=None).exclude(symbol="")
    return not trades.exists()
