"""Deals and exposure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _t

from brokerdesk.core.db import read_rows
from brokerdesk.ports.trading import DealEntry, DealKind

from ..errors import AccountNotFound
from ..models import Deal, DealCorrection, Position
from ..rows import deal_row
from ..types import DealRow

_AMOUNTS = (
    "lots", "lots_closed", "price", "price_position", "profit", "commission", "swap", "fee",
    "balance_effect",
)  # fmt: skip


_DEALS = """
SELECT d.id, d.server_id, s.code, d.ticket, d.account_id, a.client_id, a.brand_id,
       coalesce(a.entity_id, s.entity_id), coalesce(a.kind, ''), coalesce(a.pays_partner, false),
       d.login, d."group", d.symbol, d.kind, d.entry, d.position_id, d.lots, d.lots_closed,
       d.contract_size, d.price, d.price_position, d.profit, d.commission, d.swap, d.fee,
       d.balance_effect, d.currency, d.comment, d.occurred_at, d.recorded_at, d.deleted_at,
       d.opened_at, d.credit_effect, d.version
FROM trading_deal d
JOIN trading_server s ON s.id = d.server_id
LEFT JOIN trading_account a ON a.id = d.account_id
"""  # in the order of DealRow
_BATCH = f"{_DEALS} WHERE d.batch_id = %s ORDER BY d.ticket"
_PICKED = f"{_DEALS} WHERE d.id = ANY(%s) ORDER BY d.occurred_at, d.id"
_CLOSING = """
SELECT d.id FROM trading_deal d JOIN trading_account a ON a.id = d.account_id
WHERE d.occurred_at >= %s AND d.occurred_at < %s AND a.brand_id = %s
  AND d.entry IN ('out', 'inout', 'out_by') AND a.id %% %s = %s
ORDER BY d.id
"""
_KIND, _ENTRY = 13, 14


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A corrected deal: its key, what happened and when, the row as it is now, and what it was.

    `before` and `after` are None where the deal was, or is, deleted.
    """

    deal_pk: int
    kind: str
    deal: DealRow
    before: DealRow | None
    after: DealRow | None
    recorded_at: datetime


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
    """The deals of one ingested batch as they stand now, in the order of their tickets."""
    return [row for row, _ in _batch(batch_id)]


def deals_by_pk(deal_pks: Iterable[int]) -> list[DealRow]:
    """Some deals as they stand now, in the order of their time."""
    return [row for row, _ in _read(_PICKED, list(deal_pks))]


def closing_deals(
    brand_pk: int, since: datetime, until: datetime, *, share: int = 0, of: int = 1
) -> list[int]:
    """The keys of a brand's closing deals of [since, until) by the venue's time, in order.

    All deals of an account are in one of the shares, which are counted from 0.
    """
    return [row[0] for row in read_rows(_CLOSING, [since, until, brand_pk, of, share])]


def batch_as_ingested(batch_id: int) -> list[DealRow]:
    """The deals of one ingested batch as they came, whatever was corrected since."""
    found = _batch(batch_id)
    pks = [row.pk for row, version in found if version > 1]
    first = _first_corrections(pks) if pks else {}
    return [
        replace(_as_kept(row, first[row.pk].before) or row, deleted_at=None)
        if row.pk in first
        else row
        for row, _ in found
    ]


def _batch(batch_id: int) -> list[tuple[DealRow, int]]:
    """A batch's deals with their versions."""
    return _read(_BATCH, batch_id)


def _read(query: str, which: object) -> list[tuple[DealRow, int]]:
    """Deals with their versions, read without building models: this is the hot path."""
    found: list[tuple[DealRow, int]] = []
    for *values, version in read_rows(query, [which]):
        values[_KIND], values[_ENTRY] = DealKind(values[_KIND]), DealEntry(values[_ENTRY])
        found.append((DealRow(*values), version))
    return found


def _first_corrections(deal_pks: list[int]) -> dict[int, DealCorrection]:
    first: dict[int, DealCorrection] = {}
    for correction in DealCorrection.objects.filter(deal_id__in=deal_pks).order_by("-id"):
        first[correction.deal_id] = correction
    return first


def clients_in_batches(batch_ids: Collection[int], among: Collection[str]) -> frozenset[str]:
    """Which of some clients have deals, or corrections, in batches; ids throughout."""
    found: set[str] = set()
    for rows, account in (
        (Deal.objects.filter(batch_id__in=batch_ids), "account"),
        (DealCorrection.objects.filter(batch_id__in=batch_ids), "deal__account"),
    ):
        client = f"{account}__client__public_id"
        found.update(rows.filter(**{f"{client}__in": among}).values_list(client, flat=True))
    return frozenset(found)


def deals_between(brand_pk: int, since: datetime, until: datetime) -> Iterator[DealRow]:
    """A brand's standing deals by the venue's time in [since, until), in order."""
    rows = Deal.objects.select_related("server", "account").filter(
        account__brand_id=brand_pk,
        occurred_at__gte=since,
        occurred_at__lt=until,
        deleted_at__isnull=True,
    )
    return (deal_row(d) for d in rows.order_by("occurred_at", "id").iterator(chunk_size=5000))


def _as_kept(row: DealRow, kept: Mapping[str, Any] | None) -> DealRow | None:
    """A deal with the values that a correction kept; None when it was deleted."""
    if kept is None or kept.get("deleted"):
        return None
    amounts: dict[str, Any] = {name: Decimal(kept[name]) for name in _AMOUNTS}
    return replace(
        row,
        symbol=kept["symbol"],
        kind=DealKind(kept["kind"]),
        entry=DealEntry(kept["entry"]),
        position_id=kept["position_id"],
        occurred_at=datetime.fromisoformat(kept["occurred_at"]),
        deleted_at=None,
        **amounts,
    )


def batch_corrections(batch_id: int) -> list[CorrectionRow]:
    """The corrections of one batch."""
    return _corrections(DealCorrection.objects.filter(batch_id=batch_id))


def corrections_of(account_pk: int, since: datetime) -> list[CorrectionRow]:
    """All corrections of an account's deals that were recorded since an instant, in their order."""
    return _corrections(
        DealCorrection.objects.filter(deal__account_id=account_pk, deal__recorded_at__gte=since)
    )


def _corrections(rows: QuerySet[DealCorrection]) -> list[CorrectionRow]:
    joined = rows.select_related("deal", "deal__server", "deal__account")
    found = [(c, deal_row(c.deal)) for c in joined.order_by("id")]
    return [
        CorrectionRow(
            c.deal_id, c.kind, row, _as_kept(row, c.before), _as_kept(row, c.after), c.recorded_at
        )
        for c, row in found
    ]


def deal_by_pk(deal_pk: int) -> DealRow:
    """One deal.

    Raises:
        AccountNotFound: there is no such deal.
    """
    row = Deal.objects.select_related("server", "account").filter(pk=deal_pk).first()
    if row is None:
        raise AccountNotFound(_t("there is no such deal"))
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
