"""Routers of the rooms, the scope of each operation, and the key at the door."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import Router
from ninja.constants import NOT_SET
from ninja.decorators import decorate_view
from ninja.security.base import AuthBase

from brokerdesk.core.access.errors import BadApiKey
from brokerdesk.core.access.limits import take
from brokerdesk.core.access.types import ApiKeyRow
from brokerdesk.core.actors import Actor
from brokerdesk.core.registry import registry
from brokerdesk.kit.clock import now
from brokerdesk.kit.errors import Forbidden

from .described import header_of
from .problems import client_ip, problem

F = TypeVar("F", bound=Callable[..., Any])
_routers: dict[str, "RoomRouter"] = {}
_scopes: dict[str, set[str]] = {}


class ApiRequest(HttpRequest):
    """A request behind the door; operations annotate with it."""

    actor: Actor
    brand_id: int | None
    api_key: ApiKeyRow


class ScopeMissing(Forbidden):
    """The key lacks the operation's scope."""

    code = "scope_missing"


def scope(*names: str) -> Callable[[F], F]:
    """Name the scope that an operation needs, such as `clients:read`; put it below the route.

    Of several, one opens the door; the operation itself asks `require_scope` for the right one.
    """

    def mark(view: F) -> F:
        for name in names:
            _scopes.setdefault(name, set()).add(view.__module__)
        vars(view)["_scope"] = names
        return view

    return mark


def own_scope(*names: str) -> Callable[[F], F]:
    """Name the scope of an operation for clients' own keys; no key of the house opens it.

    Own keys open nothing else: what an operation with `@scope` shows is never theirs.
    """

    def mark(view: F) -> F:
        vars(view)["_scope"] = names
        vars(view)["_own"] = True
        return view

    return mark


def public(view: F) -> F:
    """Open an operation to everybody, without a key."""
    vars(view)["_scope"] = ()
    return view


def scopes() -> tuple[str, ...]:
    """All scopes that staff can give a key."""
    return tuple(sorted(_scopes))


def key_of(request: HttpRequest) -> ApiKeyRow:
    """Return the key behind a request; asked once.

    Raises:
        BadApiKey: there is none, or it is not good here.
        RateLimited: it is used too often.
    """
    # The package is imported before Django's models are ready.
    from brokerdesk.core.access.services import authenticate_key

    known: ApiKeyRow | None = getattr(request, "api_key", None)
    if known is not None:
        return known
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise BadApiKey(_("Send `Authorization: Bearer <API key>`."))
    key = authenticate_key(token.strip()[:200], ip=client_ip(request), at=now())
    take(f"api:{key.public_id}", per_minute=key.rate_per_minute)
    for name, value in (("api_key", key), ("actor", key.actor), ("brand_id", key.brand_id)):
        setattr(request, name, value)
    return key


class KeyAuth(AuthBase):
    """Admits a request whose key holds the scope."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key, shown once when it is made."

    def __init__(self, *scope_names: str, own: bool = False) -> None:
        super().__init__()
        self.scope_names = scope_names
        self.own = own

    def __call__(self, request: HttpRequest) -> ApiKeyRow:
        key = key_of(request)
        _require_one(key, self.scope_names, own=self.own)
        return key


def require_scope(request: ApiRequest, name: str) -> None:
    """Refuse a key that lacks the scope which this very call needs.

    Raises:
        ScopeMissing: as said.
    """
    _require_one(request.api_key, (name,))


def has_scope(request: ApiRequest, name: str) -> bool:
    """Say whether the key holds a scope beyond the one that this call needs."""
    return _holds(request.api_key, name)


def _require_one(key: ApiKeyRow, names: tuple[str, ...], *, own: bool = False) -> None:
    if bool(key.owner_id) != own or not any(_holds(key, name) for name in names):
        wanted = " / ".join(names)
        raise ScopeMissing(
            _("This API key lacks the scope %(scope_name)s.") % {"scope_name": wanted},
            scope=wanted,
        )


def _holds(key: ApiKeyRow, wanted: str) -> bool:
    room = wanted.partition(":")[0]
    return wanted in key.scopes or f"{room}:*" in key.scopes


class RoomRouter(Router):
    """A router that refuses operations which name neither a scope nor `public`."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], **options: Any
    ) -> None:
        """Add an operation behind the scope it names."""
        names = getattr(view_func, "_scope", None)
        if names is None:
            raise TypeError(f"{view_func.__qualname__} must name a @scope or be @public")
        if options.get("auth", NOT_SET) is NOT_SET and names:
            options["auth"] = KeyAuth(*names, own=getattr(view_func, "_own", False))
            note = f"Scope: {' or '.join(f'`{name}`' for name in names)}."
            text = options.get("description") or (view_func.__doc__ or "").strip()
            options["description"] = f"{text}\n\n{note}" if text else note
        extra = {**(options.get("openapi_extra") or {}), **header_of(view_func)}
        options["openapi_extra"] = extra or None
        super().add_api_operation(path, methods, view_func, **options)
        known = _query_names(view_func)
        decorate_view(partial(_known_only, known))(view_func)


def _query_names(view_func: Callable[..., Any]) -> frozenset[str]:
    models = vars(view_func)["_ninja_operation"].models
    names: set[str] = set()
    for model in models:
        if model.__ninja_param_source__ == "query":
            names.update(model.__ninja_flatten_map__)
    return frozenset(names)


def _known_only(
    known: frozenset[str], run: Callable[..., HttpResponseBase]
) -> Callable[..., HttpResponseBase]:
    """Refuse query parameters that the operation does not have, and NUL in those it has."""

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        wrong = [
            {"field": n, "message": _("There is no such parameter.")}
            for n in request.GET
            if n not in known
        ]
        wrong += [
            {"field": n, "message": _("It must not contain the NUL character.")}
            for n, given in [*request.GET.lists(), *((n, [v]) for n, v in kwargs.items())]
            if any("\x00" in str(v) for v in given)
        ]
        if wrong:
            return problem(
                422, "invalid_input", _("Some parameters are not acceptable."), errors=wrong
            )
        return run(request, **kwargs)

    return checked


def router(name: str, *, tags: list[str] | None = None) -> RoomRouter:
    """Make a room's router; mounted under `/api/v1`. Paths start with a slash."""
    if name in _routers:
        raise ValueError(f"router {name} is made twice")
    made = RoomRouter(tags=tags or [name])
    _routers[name] = made
    return made


def routers() -> dict[str, RoomRouter]:
    """All routers by name."""
    return dict(_routers)


def webhook(path: str, *, name: str) -> Callable[[F], F]:
    """Mount a plain view at `/webhooks/<path>` on every host; it checks signatures itself."""

    def register(view: F) -> F:
        if name in registry.webhooks:
            raise ValueError(f"webhook {name} is registered twice")
        registry.webhooks[name] = (path, view)
        return view

    return register
