"""Deals and exposure."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from ..errors import AccountNotFound
from ..models import Deal, DealCorrection, Position
from ..rows import deal_row
from ..types import DealRow


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A corrected deal: its key, what happened, and the row as it is now."""

    deal_pk: int
    kind: str
    deal: DealRow


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """Open volume of one symbol over live accounts. Lots; `net` = buy - sell."""

    symbol: str
    positions: int
    buy_lots: Decimal
    sell_lots: Decimal
    profit: Decimal
    currency: str

    @property
    def net_lots(self) -> Decimal:
        return self.buy_lots - self.sell_lots


def batch_deals(batch_id: int) -> list[DealRow]:
    """The deals of one ingested batch, in the order of their tickets."""
    rows = Deal.objects.select_related("server", "account").filter(batch_id=batch_id)
    return [deal_row(d) for d in rows.order_by("ticket")]


def batch_corrections(batch_id: int) -> list[CorrectionRow]:
    """The corrections of one batch."""
    rows = DealCorrection.objects.filter(batch_id=batch_id).select_related(
        "deal", "deal__server", "deal__account"
    )
    return [CorrectionRow(c.deal_id, c.kind, deal_row(c.deal)) for c in rows.order_by("id")]


def deal_by_pk(deal_pk: int) -> DealRow:
    """One deal.

    Raises:
        AccountNotFound: there is no such deal.
    """
    row = Deal.objects.select_related("server", "account").filter(pk=deal_pk).first()
    if row is None:
        raise AccountNotFound("there is no such deal")
    return deal_row(row)


def open_exposure(brand_pks: tuple[int, ...] | None = None) -> list[ExposureRow]:
    """Open volume by symbol and account currency over live accounts, largest first."""
    rows = Position.objects.filter(account__kind="live")
    if brand_pks is not None:
        rows = rows.filter(account__brand_id__in=brand_pks)
    grouped = rows.values("symbol", currency=F("account__currency")).annotate(
        positions=Count("id"),
        buy=Sum("lots", filter=Q(side="buy"), default=Decimal(0)),
        sell=Sum("lots", filter=Q(side="sell"), default=Decimal(0)),
        result=Sum("profit"),
    )
    found = [
        ExposureRow(g["symbol"], g["positions"], g["buy"], g["sell"], g["result"], g["currency"])
        for g in grouped
    ]
    return sorted(found, key=lambda row: -abs(row.net_lots))
