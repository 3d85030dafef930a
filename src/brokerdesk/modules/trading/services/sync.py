"""What the gateway reads from a platform: stored set-based, with its age."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from brokerdesk.core.events import emit
from brokerdesk.ports.trading import (
    PlatformAccount,
    PlatformGroup,
    PlatformOrder,
    PlatformPosition,
    PlatformSymbol,
    Quote,
)

from ..events import AccountBalanceShown
from ..models import Account, Group, Server, Symbol
from ..models import Order as OrderTable
from ..models import Position as PositionTable
from ..models import Quote as QuoteTable
from .noticing import notice_changes
from .replacing import replace_rows

_ACCOUNTS = """
UPDATE trading_account a SET balance = v.balance, credit = v.credit, equity = v.equity,
    margin = v.margin, margin_free = v.margin_free, level = v.level, floating = v.floating,
    figures_at = %s
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
    %s::numeric[], %s::numeric[], %s::numeric[])
    AS v(login, balance, credit, equity, margin, margin_free, level, floating)
    JOIN trading_account former ON former.login = v.login
WHERE former.server_id = %s AND a.id = former.id AND (a.figures_at IS NULL OR a.figures_at < %s)
RETURNING a.id, former.balance IS DISTINCT FROM a.balance
"""
_FOREIGN = """
UPDATE trading_foreignlogin f SET "group" = v.grp, name = v.name, leverage = v.leverage,
    balance = v.balance, read_at = %s
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::numeric[])
    AS v(login, grp, name, leverage, balance)
WHERE f.server_id = %s AND f.login = v.login AND f.bound_account_id IS NULL
"""
_SHOWN = ("login", "group", "name", "leverage", "balance")
_FIGURES = ("login", "balance", "credit", "equity", "margin", "margin_free", "level", "floating")


@transaction.atomic
def sync_accounts(server_pk: int, accounts: Sequence[PlatformAccount], at: datetime) -> None:
    """Keep the figures of our logins, and what is known of those that wait for an owner.

    `at` is when the read began: older is ignored. What was changed there is followed here.

    Emits: AccountBalanceShown for each account whose balance is another; of a change there,
    AccountChanged, AccountStateChanged.
    """
    if not accounts:
        return
    columns = [[getattr(account, name) for account in accounts] for name in _FIGURES]
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [at, *columns, server_pk, at])
        _tell([pk for pk, changed in cursor.fetchall() if changed])
        shown = [[getattr(account, name) for account in accounts] for name in _SHOWN]
        cursor.execute(_FOREIGN, [at, *shown, server_pk])
    notice_changes(server_pk, accounts, at)


def _tell(account_pks: list[int]) -> None:
    for account in Account.objects.select_related("client").filter(pk__in=account_pks):
        emit(
            AccountBalanceShown(account_id=account.public_id, client_id=account.client.public_id),
            aggregate=f"account:{account.public_id}",
            brand_id=account.brand_id,
        )


def sync_positions(server_pk: int, positions: Sequence[PlatformPosition], at: datetime) -> bool:
    """Make a server's open positions what the platform shows now; say whether any changed.

    Locks: server, when one changed.
    """
    return replace_rows(PositionTable, server_pk, positions, at)


def sync_orders(server_pk: int, orders: Sequence[PlatformOrder], at: datetime) -> bool:
    """Make a server's waiting orders what the platform shows now; say whether any changed.

    Locks: server, when one changed.
    """
    return replace_rows(OrderTable, server_pk, orders, at)


@transaction.atomic
def sync_quotes(server_pk: int, quotes: Iterable[Quote]) -> None:
    """Keep the last prices; a symbol that is not among them keeps its own."""
    QuoteTable.objects.bulk_create(
        [
            QuoteTable(server_id=server_pk, symbol=q.symbol, bid=q.bid, ask=q.ask, at=q.at)
            for q in quotes
        ],
        update_conflicts=True,
        unique_fields=["server", "symbol"],
        update_fields=["bid", "ask", "at"],
    )


@transaction.atomic
def sync_groups(server_pk: int, groups: Sequence[PlatformGroup], at: datetime) -> None:
    """Keep a server's groups; one that vanished stays, marked absent."""
    names = (
        "name", "currency", "currency_digits", "margin_mode", "margin_call_level",
        "stop_out_level",
    )  # fmt: skip
    Group.objects.bulk_create(
        [
            Group(
                server_id=server_pk,
                present=True,
                synced_at=at,
                **{name: getattr(group, name) for name in names},
            )
            for group in groups
        ],
        update_conflicts=True,
        unique_fields=["server", "name"],
        update_fields=["present", "synced_at", *names[1:]],
    )
    Group.objects.filter(server_id=server_pk, synced_at__lt=at).update(present=False)
    Server.objects.filter(pk=server_pk).update(synced_at=at)


@transaction.atomic
def sync_symbols(server_pk: int, symbols: Sequence[PlatformSymbol], at: datetime) -> None:
    """Keep a server's symbols; one that vanished stays, marked absent."""
    names = tuple(PlatformSymbol.__slots__)
    Symbol.objects.bulk_create(
        [
            Symbol(
                server_id=server_pk,
                present=True,
                synced_at=at,
                **{name: getattr(symbol, name) for name in names},
            )
            for symbol in symbols
        ],
        update_conflicts=True,
        unique_fields=["server", "name"],
        update_fields=["present", "synced_at", *(name for name in names if name != "name")],
    )
    Symbol.objects.filter(server_id=server_pk, synced_at__lt=at).update(present=False)
