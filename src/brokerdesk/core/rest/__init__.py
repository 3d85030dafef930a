"""The REST kit: routers, scopes, cursor paging, idempotent money calls, problem documents.

Rooms register routers; `surfaces.api` mounts them under `/api/v1/`.
"""

from .conditions import check_match, set_etag
from .described import takes_header
from .idempotent import money_post
from .paging import Page, paginate, paginate_by_key
from .routing import (
    ApiRequest,
    has_scope,
    own_scope,
    public,
    require_scope,
    router,
    scope,
    scopes,
    webhook,
)
from .schema import Amount, In, Instant, Out

__all__ = [
    "Amount",
    "ApiRequest",
    "In",
    "Instant",
    "Out",
    "Page",
    "check_match",
    "has_scope",
    "money_post",
    "own_scope",
    "paginate",
    "paginate_by_key",
    "public",
    "require_scope",
    "router",
    "scope",
    "scopes",
    "set_etag",
    "takes_header",
    "webhook",
]
