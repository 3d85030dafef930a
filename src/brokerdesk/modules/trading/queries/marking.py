"""What the valuation reads of many accounts at once: quick rows, no models."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from brokerdesk.core.db import read_rows
from brokerdesk.ports.trading import DealEntry, DealKind

from ..types import DealRow
from .deals import _DEALS, _ENTRY, _KIND
from .deals import _PICKED as _DEALS_BY_PK

# Deals come late, but hardly by more: so far back the time of occurrence is searched.
LATE = timedelta(days=1)
_ACCOUNTS = """
SELECT a.id, a.server_id, a.login, a.currency, a.balance, a.credit, a.margin, a.equity,
       a.floating, a.figures_at
FROM trading_account a
WHERE a.login IS NOT NULL AND a.state NOT IN ('archived', 'failed') AND a.id %% %s = %s
"""
_PICKED = """
SELECT a.id, a.server_id, a.login, a.currency, a.balance, a.credit, a.margin, a.equity,
       a.floating, a.figures_at
FROM trading_account a WHERE a.id = ANY(%s) AND a.login IS NOT NULL
"""
_FIGURES = """
SELECT a.id, a.server_id, a.login, a.currency, a.balance, a.credit, a.margin, a.equity,
       a.floating, a.figures_at
FROM trading_account a WHERE a.id = ANY(%s) AND a.figures_at >= %s
"""
_POSITIONS = """
SELECT p.account_id, p.ticket, p.server_id, p.symbol, p.side, p.lots, p.contract_size,
       p.price_open, p.swap, p.opened_at, p.synced_at
FROM trading_position p WHERE p.account_id IS NOT NULL AND p.account_id %% %s = %s
"""
_POSITIONS_OF = """
SELECT p.account_id, p.ticket, p.server_id, p.symbol, p.side, p.lots, p.contract_size,
       p.price_open, p.swap, p.opened_at, p.synced_at
FROM trading_position p JOIN trading_account a ON a.id = p.account_id
WHERE p.server_id = ANY(%s) AND a.id = ANY(%s)
"""
_INSTRUMENTS = """
SELECT server_id, name, profit_currency, base, margin_currency, digits, calc_mode, tick_size,
       tick_value
FROM trading_symbol
"""
_QUOTES = "SELECT server_id, symbol, bid, ask, at FROM trading_quote"
_SINCE = f"""{_DEALS} WHERE d.occurred_at >= %s AND d.recorded_at >= %s
  AND d.account_id %% %s = %s ORDER BY d.occurred_at, d.id"""
_AFTER = """
SELECT found.id FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (account_id, after)
CROSS JOIN LATERAL (
    SELECT k.id FROM trading_deal k
    WHERE k.account_id = wanted.account_id AND k.id > wanted.after AND k.recorded_at >= %s
) found
"""
_BATCHED = """
SELECT DISTINCT d.account_id FROM trading_deal d
WHERE d.batch_id > %s AND d.account_id IS NOT NULL AND d.account_id %% %s = %s
"""
_MOVED = """
SELECT DISTINCT p.account_id FROM trading_position p
WHERE p.synced_at >= %s AND p.account_id IS NOT NULL AND p.account_id %% %s = %s
"""
_NEW = """
SELECT a.id FROM trading_account a
WHERE a.login IS NOT NULL AND a.state NOT IN ('archived', 'failed') AND a.provisioned_at >= %s
  AND a.id %% %s = %s
"""
_OF_LOGINS = """
SELECT a.id FROM trading_account a WHERE a.server_id = %s AND a.login = ANY(%s)
"""
_CALLS = """
SELECT a.id, g.margin_call_level, g.stop_out_level FROM trading_account a
JOIN trading_group g ON g.server_id = a.server_id AND g.name = a.group
WHERE a.login IS NOT NULL AND a.id %% %s = %s
"""


class MarkedAccount(NamedTuple):
    """An account with its platform's own figures, as of `figures_at`."""

    pk: int
    server_pk: int
    login: int
    currency: str
    balance: Decimal
    credit: Decimal
    margin: Decimal
    equity: Decimal
    floating: Decimal
    figures_at: datetime | None


class MarkedPosition(NamedTuple):
    """An open position; `synced_at` is when the reading began that changed it last."""

    account_pk: int
    ticket: int
    server_pk: int
    symbol: str
    side: str
    lots: Decimal
    contract_size: Decimal
    price_open: Decimal
    swap: Decimal
    opened_at: datetime
    synced_at: datetime


class MarkedSymbol(NamedTuple):
    """How a symbol's profit is computed."""

    server_pk: int
    symbol: str
    profit_currency: str
    base: str
    margin_currency: str
    digits: int
    calc_mode: str
    tick_size: Decimal
    tick_value: Decimal


class MarkedQuote(NamedTuple):
    """The last prices of a symbol."""

    server_pk: int
    symbol: str
    bid: Decimal
    ask: Decimal
    at: datetime


def marked_accounts(share: int, of: int) -> list[MarkedAccount]:
    """The accounts that platforms hold, of one of the shares, which are counted from 0."""
    return [MarkedAccount(*row) for row in read_rows(_ACCOUNTS, [of, share])]


def marked_accounts_by_pk(account_pks: Collection[int]) -> list[MarkedAccount]:
    """Some accounts."""
    return [MarkedAccount(*row) for row in read_rows(_PICKED, [list(account_pks)])]


def figures_since(account_pks: Collection[int], since: datetime) -> list[MarkedAccount]:
    """Those of some accounts whose figures were read since an instant."""
    return [MarkedAccount(*row) for row in read_rows(_FIGURES, [list(account_pks), since])]


def marked_positions(share: int, of: int) -> list[MarkedPosition]:
    """The open positions of one share of the accounts."""
    return [MarkedPosition(*row) for row in read_rows(_POSITIONS, [of, share])]


def marked_positions_of(
    account_pks: Collection[int], server_pks: Collection[int]
) -> list[MarkedPosition]:
    """The open positions of some accounts."""
    rows = read_rows(_POSITIONS_OF, [list(server_pks), list(account_pks)])
    return [MarkedPosition(*row) for row in rows]


def marked_symbols() -> list[MarkedSymbol]:
    """All symbols of all servers."""
    return [MarkedSymbol(*row) for row in read_rows(_INSTRUMENTS, [])]


def marked_quotes() -> list[MarkedQuote]:
    """The last prices of all servers."""
    return [MarkedQuote(*row) for row in read_rows(_QUOTES, [])]


def deals_recorded_since(since: datetime, share: int, of: int) -> list[DealRow]:
    """Deals of one share of the accounts that came to us since an instant, as they occurred."""
    return _rows(_SINCE, [since - LATE, since, of, share])


def deals_after(seen: Iterable[tuple[int, int]], since: datetime) -> list[DealRow]:
    """Deals beyond the last that is known of each account, and recorded since an instant."""
    pairs = list(seen)
    if not pairs:
        return []
    accounts, after = zip(*pairs, strict=True)
    found = [row[0] for row in read_rows(_AFTER, [list(accounts), list(after), since])]
    return _rows(_DEALS_BY_PK, [found]) if found else []


def last_batch() -> int:
    """The number of the newest batch of deals."""
    return int(read_rows("SELECT coalesce(max(id), 0) FROM trading_dealbatch", [])[0][0])


def accounts_in_batches(after: int, share: int, of: int) -> set[int]:
    """Whose deals came in batches of higher numbers."""
    return {row[0] for row in read_rows(_BATCHED, [after, of, share])}


def accounts_moved(since: datetime, share: int, of: int) -> set[int]:
    """Whose positions were changed by readings since an instant; one that is gone shows nothing."""
    return {row[0] for row in read_rows(_MOVED, [since, of, share])}


def accounts_opened(since: datetime, share: int, of: int) -> set[int]:
    """Accounts that platforms hold since an instant; they are not opened in order of their keys."""
    return {row[0] for row in read_rows(_NEW, [since, of, share])}


def accounts_of_logins(server_pk: int, logins: Collection[int]) -> list[int]:
    """The accounts of some logins of a server."""
    return [row[0] for row in read_rows(_OF_LOGINS, [server_pk, list(logins)])]


def call_levels(share: int, of: int) -> dict[int, tuple[Decimal, Decimal]]:
    """The margin call and stop-out levels of accounts, in percent."""
    return {row[0]: (row[1], row[2]) for row in read_rows(_CALLS, [of, share])}


def _rows(query: str, params: list[object]) -> list[DealRow]:
    found = []
    for *values, _version in read_rows(query, params):
        values[_KIND], values[_ENTRY] = DealKind(values[_KIND]), DealEntry(values[_ENTRY])
        if values[30] is None:
            found.append(DealRow(*values))
    return found
