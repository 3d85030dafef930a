"""The comparison of mirrors with platforms, for reconciliation."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..errors import DifferenceNotFound
from ..models import Account, Difference
from ..rows import difference_row
from ..types import AccountKind, DifferenceRow


@dataclass(frozen=True, slots=True)
class MirrorComparison:
    """Live accounts compared, and every open difference by item."""

    items: int
    differences: tuple[DifferenceRow, ...]


def differences(
    *, open_only: bool = True, brand_pks: Collection[int] | None = None
) -> list[DifferenceRow]:
    """Differences, oldest first; of some brands' accounts, or all."""
    rows = Difference.objects.select_related("server", "account")
    if open_only:
        rows = rows.filter(closed_at__isnull=True)
    if brand_pks is not None:
        rows = rows.filter(account__brand_id__in=brand_pks)
    return [difference_row(d) for d in rows.order_by("opened_at", "id")]


def difference(difference_id: str) -> DifferenceRow:
    """One difference.

    Raises:
        DifferenceNotFound: there is none.
    """
    found = Difference.objects.select_related("server", "account").filter(public_id=difference_id)
    row = found.first()
    if row is None:
        raise DifferenceNotFound(
            _("there is no difference %(difference_id)s") % {"difference_id": difference_id}
        )
    return difference_row(row)


def differences_of_operation(operation_id: str) -> list[DifferenceRow]:
    """The differences of deals that bear an operation's reference, oldest first."""
    rows = Difference.objects.select_related("server", "account")
    return [
        difference_row(d) for d in rows.filter(operation__public_id=operation_id).order_by("id")
    ]


def compare_mirrors(brand_pks: Collection[int] | None = None) -> MirrorComparison:
    """What the continuous check has found up to now; of some brands' accounts, or of all."""
    compared = Account.objects.filter(kind=AccountKind.LIVE, login__isnull=False).exclude(
        figures_at=None
    )
    if brand_pks is not None:
        compared = compared.filter(brand_id__in=brand_pks)
    return MirrorComparison(compared.count(), tuple(differences(brand_pks=brand_pks)))


def total(rows: tuple[DifferenceRow, ...]) -> Decimal:
    """The sum of absolute amounts: it is zero only when nothing differs."""
    return sum((abs(row.amount) for row in rows), Decimal(0))
