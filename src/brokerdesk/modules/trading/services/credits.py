"""The continuous check of credit: it is no money, so its deals alone explain it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from ..models import Account, CreditStand, Deal, Difference, ForeignLogin, Server
from ..types import AccountKind, DifferenceClass
from .differences import EQUAL, Finding, close, open_differences, restate
from .mirrors import MISSED_CLASSES, SETTLE

ZERO = Decimal(0)


@transaction.atomic
def check_credits(server_pk: int, *, at: datetime) -> int:
    """Compare each live account's credit of its last reading with the credit that deals moved.

    What a bound login had beyond its deals when it was first judged is its base. Any other gap
    that stands for 6 s unchanged and that no open item explains is raised, and follows what the
    platform shows; one that is gone is closed. Returns how many are open on the server.
    Locks: its open credit differences, then what is kept of credits.
    Emits: DifferenceOpened, DifferenceClosed.
    """
    server = Server.objects.get(pk=server_pk)
    open_now = {row.account_id: row for row in _open(server).select_for_update(no_key=True)}
    explained, findings = _explained(server), []
    for stand, moved in _stands(server):
        account = stand.account
        gap = account.credit - stand.base - moved - explained.get(account.pk, ZERO)
        lasts = _follow(stand, gap, at)
        known = open_now.get(account.pk)
        if known is not None and (lasts or not gap):
            _restate(known, account, gap, at)
        elif lasts:
            findings.append(_finding(server, account, gap))
    open_differences(server, findings, at=at)
    return _open(server).count()


def _open(server: Server) -> QuerySet[Difference]:
    return Difference.objects.filter(
        server=server, cls=DifferenceClass.CREDIT, closed_at__isnull=True
    ).order_by("id")


def _stands(server: Server) -> list[tuple[CreditStand, Decimal]]:
    """What is kept of each account that has credit, or ever had, with what its deals moved."""
    moves = Deal.objects.filter(server=server, account__isnull=False, deleted_at__isnull=True)
    moved = dict(
        moves.exclude(credit_effect=0).values_list("account_id").annotate(sum=Sum("credit_effect"))
    )
    bound = Exists(ForeignLogin.objects.filter(bound_account=OuterRef("pk")))
    accounts = (
        Account.objects.filter(server=server, kind=AccountKind.LIVE, login__isnull=False)
        .exclude(figures_at=None)
        .annotate(bound=bound)
        .filter(~Q(credit=0) | Q(pk__in=moved) | Q(creditstand__isnull=False) | Q(bound=True))
        .order_by("id")
    )
    kept = {
        stand.account_id: stand
        for stand in CreditStand.objects.select_for_update(no_key=True)
        .filter(account__server=server)
        .order_by("id")
    }
    found = []
    for account in accounts:
        stand = kept.get(account.pk) or CreditStand(base_due=account.bound)
        stand.account = account
        found.append((stand, moved.get(account.pk, ZERO)))
    return found


def _explained(server: Server) -> dict[int, Decimal]:
    """What open items explain, per account: platform's credit minus that of the stored deals."""
    rows = Difference.objects.filter(
        server=server, closed_at__isnull=True, cls__in=MISSED_CLASSES, account__isnull=False
    ).values_list("account_id", "found", "deal__credit_effect", "deal__deleted_at")
    found: dict[int, Decimal] = {}
    for account_pk, shown, stored, deleted_at in rows:
        there = Decimal(str((shown or {}).get("credit_effect", 0)))
        here = ZERO if stored is None or deleted_at is not None else stored
        found[account_pk] = found.get(account_pk, ZERO) + there - here
    return found


def _follow(stand: CreditStand, gap: Decimal, at: datetime) -> bool:
    """Follow an account's gap; tell whether it has stood unchanged long enough to be real."""
    former = (stand.gap, stand.gap_since, stand.base_due)
    if not gap:
        stand.gap, stand.gap_since = gap, None
    elif stand.gap != gap or stand.gap_since is None:
        stand.gap, stand.gap_since = gap, at
    read_at, since = stand.account.figures_at, stand.gap_since
    lasts = bool(since and read_at and read_at > since and at - since >= SETTLE)
    if stand.base_due and (lasts or _judged_level(stand, gap)):
        stand.base, stand.base_due, lasts = stand.base + gap, False, False
        stand.gap, stand.gap_since = ZERO, None
    if (stand.gap, stand.gap_since, stand.base_due) != former or stand.base_due:
        stand.save()
    return lasts


def _judged_level(stand: CreditStand, gap: Decimal) -> bool:
    """Whether a bound login was read late enough after binding, and has nothing beyond deals."""
    account = stand.account
    bound_at, read_at = account.provisioned_at, account.figures_at
    return not gap and bound_at is not None and read_at is not None and read_at >= bound_at + SETTLE


def _restate(known: Difference, account: Account, gap: Decimal, at: datetime) -> None:
    if not gap:
        close(known, EQUAL, at=at)
    elif known.amount != gap or known.actual != account.credit:
        restate(known, account.credit - gap, account.credit, at=at)


def _finding(server: Server, account: Account, gap: Decimal) -> Finding:
    return Finding(
        cls=DifferenceClass.CREDIT,
        item=f"credit:{server.code}:{account.login}",
        ticket=None,
        login=account.login,
        account_pk=account.pk,
        currency=account.currency,
        expected=account.credit - gap,
        actual=account.credit,
        detail=Marked(
            _("credit by its deals %(ours)s, platform %(platform)s"),
            ours=f"{account.credit - gap:f}",
            platform=f"{account.credit:f}",
        ),
    )


def accept_credit(difference: Difference) -> None:
    """Take the platform's credit as it is: no deal of ours or theirs tells how it came.

    Locks: what is kept of the account's credit.
    """
    stand = CreditStand.objects.select_for_update(no_key=True).get(account=difference.account_id)
    stand.base += difference.amount
    stand.gap, stand.gap_since = ZERO, None
    stand.save()
