"""The continuous check: does every mirror equal its platform balance?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.ledger.queries import balances

from ..models import Account, Difference, Server
from ..types import AccountKind, DifferenceClass
from .binding import post_opening
from .differences import EQUAL, Finding, close, open_differences
from .postings import MirrorTarget

SETTLE = timedelta(seconds=6)
MISSED_CLASSES = (DifferenceClass.EDITED, DifferenceClass.DELETED)


@transaction.atomic
def check_mirrors(server_pk: int, *, at: datetime) -> int:
    """Compare each live account's mirror with the platform's balance of its last reading.

    The first gap of a login that was bound is its opening balance. Any other gap that stands for
    6 s unchanged and that no open item explains is raised as a balance difference of the account;
    one that is gone is closed. Returns the number of open balance differences of the server.
    Emits: DifferenceOpened, DifferenceClosed.
    """
    server = Server.objects.get(pk=server_pk)
    accounts = list(
        # Not against those who only refer to an account, as a difference found by ingest does.
        Account.objects.select_for_update(of=("self",), no_key=True)
        .select_related("server")
        .filter(server=server, kind=AccountKind.LIVE, login__isnull=False)
        .exclude(figures_at=None)
        .order_by("id")
    )
    mirrors = balances([MirrorTarget.of(account).mirror().code for account in accounts])
    explained = _explained(server)
    findings: list[Finding] = []
    for account in accounts:
        mirror = mirrors.get(MirrorTarget.of(account).mirror().code, Decimal(0))
        gap = account.balance - mirror - explained.get(account.pk, Decimal(0))
        stands = _stands(account, gap, at)
        if account.opening_due:
            _open_balance(account, gap, stands, at)
        elif stands:
            findings.append(_balance_finding(server, account, mirror, gap))
    Account.objects.bulk_update(accounts, ["gap", "gap_since", "opening_due"], batch_size=1000)
    _close_gone(server, accounts, at)
    open_differences(server, findings, at=at)
    return Difference.objects.filter(
        server=server, cls=DifferenceClass.BALANCE, closed_at__isnull=True
    ).count()


def _explained(server: Server) -> dict[int, Decimal]:
    """What open item differences explain, per account: platform minus mirror."""
    rows = (
        Difference.objects.filter(server=server, closed_at__isnull=True, cls__in=MISSED_CLASSES)
        .exclude(account=None)
        .values_list("account_id")
        .annotate(total=Sum("amount"))
    )
    return dict(rows)


def _stands(account: Account, gap: Decimal, at: datetime) -> bool:
    """Follow an account's gap; tell whether it has stood unchanged long enough to be real."""
    if not gap:
        account.gap, account.gap_since = gap, None
        return False
    if account.gap != gap or account.gap_since is None:
        account.gap, account.gap_since = gap, at
        return False
    read_since = account.figures_at is not None and account.figures_at > account.gap_since
    return read_since and at - account.gap_since >= SETTLE


def _open_balance(account: Account, gap: Decimal, stands: bool, at: datetime) -> None:
    """Post the first standing gap of a bound login as its opening balance."""
    if stands:
        post_opening(account, gap, at=at)
        account.gap, account.gap_since, account.opening_due = Decimal(0), None, False
        return
    bound_at = account.provisioned_at or at
    if not gap and account.figures_at is not None and account.figures_at >= bound_at + SETTLE:
        account.opening_due = False


def _balance_finding(server: Server, account: Account, mirror: Decimal, gap: Decimal) -> Finding:
    return Finding(
        cls=DifferenceClass.BALANCE,
        item=f"account:{server.code}:{account.login}",
        ticket=None,
        login=account.login,
        account_pk=account.pk,
        currency=account.currency,
        expected=account.balance - gap,
        actual=account.balance,
        detail=Marked(
            _("mirror %(mirror)s, platform %(platform)s"),
            mirror=f"{mirror:f}",
            platform=f"{account.balance:f}",
        ),
    )


def _close_gone(server: Server, accounts: Sequence[Account], at: datetime) -> None:
    level = {account.pk for account in accounts if not account.gap}
    gone = Difference.objects.filter(
        server=server,
        cls=DifferenceClass.BALANCE,
        closed_at__isnull=True,
        account_id__in=level,
    )
    for difference in gone:
        close(difference, EQUAL, at=at)
