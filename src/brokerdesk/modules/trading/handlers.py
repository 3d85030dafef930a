"""What clients are told of facts of this room."""

from datetime import timedelta

from brokerdesk.core.events import EventMeta, handles
from brokerdesk.core.words import words_lazy
from brokerdesk.kit.clock import now

from .events import (
    AccountChanged,
    AccountPasswordChanged,
    AccountProvisioned,
    AccountRequestDecided,
    AccountStateChanged,
)
from .models import AccountRequest
from .notices import tell_client
from .types import AccountState, RequestKind, RequestState

# A stream that is filled again brings facts of long ago: those are no news to anybody.
NEWS = timedelta(days=7)
CLOSED = (AccountState.READ_ONLY, AccountState.DISABLED, AccountState.ARCHIVED)


def _is_news(meta: EventMeta) -> bool:
    return now() - meta.recorded_at < NEWS


@handles(AccountProvisioned, group="trading")
def opened_notice(event: AccountProvisioned, meta: EventMeta) -> None:
    """Tell the client where to sign in, and where to make his password."""
    if _is_news(meta):
        page = "trading.account_password"
        tell_client(event.account_id, "account_opened", event.account_id, page=page)


@handles(AccountPasswordChanged, group="trading")
def password_notice(event: AccountPasswordChanged, meta: EventMeta) -> None:
    """Tell the client that a password was changed, lest it was not he who wished it."""
    if _is_news(meta):
        key = f"{event.account_id}:{meta.id}"
        tell_client(event.account_id, "password_changed", key, kind=words_lazy(event.kind))


@handles(AccountChanged, group="trading")
def leverage_notice(event: AccountChanged, meta: EventMeta) -> None:
    """Tell the client his new leverage, whoever wished it."""
    if event.leverage_was in (0, event.leverage) or not _is_news(meta):
        return
    key = f"{event.account_id}:{meta.id}"
    tell_client(
        event.account_id, "leverage_changed", key, was=event.leverage_was, leverage=event.leverage
    )


@handles(AccountRequestDecided, group="trading")
def refused_notice(event: AccountRequestDecided, meta: EventMeta) -> None:
    """Tell the client why the leverage that he asked for is refused.

    One that is approved is told when the platform took it.
    """
    if (event.kind, event.state) != (RequestKind.LEVERAGE, RequestState.REJECTED):
        return
    row = AccountRequest.objects.get(public_id=event.request_id)
    if row.requested_by == f"client:{event.client_id}" and _is_news(meta):
        tell_client(
            event.account_id, "leverage_refused", event.request_id,
            leverage=row.leverage, reason=row.answer,
        )  # fmt: skip


@handles(AccountStateChanged, group="trading")
def state_notice(event: AccountStateChanged, meta: EventMeta) -> None:
    """Tell the client what staff made of his account."""
    changed = event.was not in ("", event.state) and event.state in CLOSED
    by_staff = meta.actor_ref.startswith(("staff:", "api_key:"))
    if changed and by_staff and _is_news(meta):
        key = f"{event.account_id}:{meta.id}"
        words = words_lazy(event.state)
        tell_client(event.account_id, "account_state", key, state=event.state, words=words)
