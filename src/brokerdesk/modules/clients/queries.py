"""What other rooms may ask about clients."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _t

from brokerdesk.core.access import allowed, require
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.identity.sharing import shared_places
from brokerdesk.core.identity.types import Shared, Since
from brokerdesk.kit.errors import Forbidden, NotFound
from brokerdesk.modules.staff.queries import staff_names

from .models import Client, Lead
from .searching import matching
from .types import ClientLink, ClientRow, LeadRow

_TAKEN = (
    "public_id", "brand_id", "email", "first_name", "last_name", "phone", "country", "born_on",
    "status", "level", "owner_staff_id", "office_id", "user_id", "referral_code",
    "email_verified_at", "version", "created_at", "brand__public_id", "brand__name",
)  # fmt: skip
_shown: ContextVar[ClientRow | None] = ContextVar("shown client", default=None)


def client_row(client: Client) -> ClientRow:
    """Freeze a client; its brand must be loaded."""
    return ClientRow(
        pk=client.pk,
        public_id=client.public_id,
        brand_pk=client.brand_id,
        brand_id=client.brand.public_id,
        brand_name=client.brand.name,
        email=client.email,
        name=f"{client.first_name} {client.last_name}".strip(),
        first_name=client.first_name,
        last_name=client.last_name,
        phone=client.phone,
        country=client.country,
        born_on=client.born_on,
        status=client.status,
        level=client.level,
        owner_staff_id=client.owner_staff_id,
        office_pk=client.office_id,
        user_pk=client.user_id,
        referral_code=client.referral_code,
        email_verified_at=client.email_verified_at,
        version=client.version,
        created_at=client.created_at,
        language=client.language,
    )


def lead_row(lead: Lead) -> LeadRow:
    """Freeze a lead; its client must be loaded."""
    return LeadRow(
        pk=lead.pk,
        public_id=lead.public_id,
        brand_pk=lead.brand_id,
        email=lead.email,
        name=f"{lead.first_name} {lead.last_name}".strip(),
        phone=lead.phone,
        country=lead.country,
        source=lead.source,
        status=lead.status,
        owner_staff_id=lead.owner_staff_id,
        client_id=lead.client.public_id if lead.client else None,
        created_at=lead.created_at,
        converted_at=lead.converted_at,
    )


def _rows() -> QuerySet[Client]:
    """Clients with what their frozen rows take, and no more."""
    return Client.objects.select_related("brand").only(*_TAKEN)


def _one(**where: Any) -> ClientRow | None:
    found = _rows().filter(**where).first()
    return client_row(found) if found else None


@contextmanager
def showing(row: ClientRow) -> Iterator[None]:
    """Answer `client` for one client from this row, while a page that changes nothing is made."""
    token = _shown.set(row)
    try:
        yield
    finally:
        _shown.reset(token)


def client(client_id: str | int) -> ClientRow:
    """Return a client by public id or pk.

    Raises:
        NotFound: there is no such client.
    """
    shown = _shown.get()
    if shown is not None and client_id in (shown.public_id, shown.pk):
        return shown
    where = {"pk": client_id} if isinstance(client_id, int) else {"public_id": client_id}
    found = _one(**where)
    if found is None:
        raise NotFound(_t("There is no such client."), field="client_id")
    return found


def client_for_user(user_pk: int) -> ClientRow | None:
    """Return the client behind a sign-in."""
    return _one(user_id=user_pk)


def client_by_email(brand_pk: int, email: str) -> ClientRow | None:
    """Return the client of a brand who has this address."""
    rows = _rows().alias(address=Lower("email"))
    found = rows.filter(brand_id=brand_pk, address=email.strip().lower()).first()
    return client_row(found) if found else None


def clients_by_pk(pks: Iterable[int]) -> dict[int, ClientRow]:
    """Return clients by pk; unknown ones are absent."""
    return {c.pk: client_row(c) for c in _rows().filter(pk__in=set(pks))}


def client_ids(pks: Iterable[int]) -> dict[int, str]:
    """Return the public ids of clients by pk; unknown ones are absent."""
    return dict(Client.objects.filter(pk__in=set(pks)).values_list("pk", "public_id"))


def registrations(brand_pk: int, since: datetime, until: datetime) -> list[datetime]:
    """Return when the clients of a brand registered, in [since, until)."""
    rows = Client.objects.filter(brand_id=brand_pk, created_at__gte=since, created_at__lt=until)
    return list(rows.order_by("created_at").values_list("created_at", flat=True))


def client_names(ids: Iterable[str]) -> dict[str, str]:
    """Return names by public id."""
    rows = Client.objects.filter(public_id__in={i for i in ids if i})
    return {
        public_id: f"{first} {last}".strip()
        for public_id, first, last in rows.values_list("public_id", "first_name", "last_name")
    }


def actor_names(refs: Iterable[str]) -> dict[str, str]:
    """Return the names behind kept actors, such as `staff:stf_…`; the system's is BrokerDesk."""
    ids: dict[str, set[str]] = {}
    for kind, _, public_id in (ref.partition(":") for ref in refs):
        ids.setdefault(kind, set()).add(public_id)
    named = {
        "staff": staff_names(ids.get("staff", ())),
        "client": {},
        "system": dict.fromkeys(ids.get("system", ()), "BrokerDesk"),
    }
    if "client" in ids:
        named["client"] = client_names(ids["client"])
    return {f"{kind}:{i}": name for kind, names in named.items() for i, name in names.items()}


def lead(lead_id: str) -> LeadRow:
    """Return a lead by public id.

    Raises:
        NotFound: there is no such lead.
    """
    found = Lead.objects.select_related("client").filter(public_id=lead_id).first()
    if found is None:
        raise NotFound(_t("There is no such lead."), field="lead_id")
    return lead_row(found)


def client_for(actor: Actor, client_id: str, permission: str = "clients.view") -> ClientRow:
    """Return a client whom the actor may see, and who is within his scope of a permission.

    Raises:
        NotFound: there is no such client, or the actor may not know that there is.
        Forbidden: the actor sees him but lacks the permission.
    """
    found = client(client_id)
    scope: dict[str, Any] = {
        "brand_id": found.brand_pk,
        "office_id": found.office_pk,
        "owner": found.public_id if actor.kind == "client" else found.owner_staff_id or None,
    }
    if not allowed(actor, "clients.view", **scope):
        raise NotFound(_t("There is no such client."), field="client_id")
    if permission != "clients.view":
        require(actor, permission, **scope)
    return found


def client_in_scope(actor: Actor, client_id: str, permission: str) -> ClientRow | None:
    """Return a client on whom the actor holds a permission, else None."""
    try:
        return client_for(actor, client_id, permission)
    except (Forbidden, NotFound):
        return None


def client_links(brand_pk: int, since: Since, client_pk: int | None = None) -> list[ClientLink]:
    """Return what clients of a brand share with one another, each pair both ways round.

    Of one client only his, if he is named. See `Since` for what counts as shared.
    """
    users = None
    if client_pk is not None:
        users = [client(client_pk).user_pk or 0]
    shared = shared_places(brand_realm(brand_pk), since, users)
    pairs = [*shared, *map(_turned, shared)]
    of_user = _clients_of({one.user for one in pairs})
    links = [
        ClientLink(of_user[one.user], of_user[one.other], one.what, one.address, one.own, one.its)
        for one in pairs
        if one.user in of_user and one.other in of_user
    ]
    return [one for one in links if client_pk in (None, one.client_pk)]


def _turned(one: Shared) -> Shared:
    return Shared(one.other, one.user, one.what, one.address, one.its, one.own)


def _clients_of(users: Iterable[int]) -> dict[int, int]:
    return dict(Client.objects.filter(user_id__in=set(users)).values_list("user_id", "pk"))


def matching_ids(text: str, among: QuerySet[Any], *, most: int = 1_000) -> list[int]:
    """Return the pks of clients whose name, address, phone or id begins with every word.

    Only the newest `most` of those that `among` has as `client_id`: its rows must be in scope.
    """
    rows = matching(Client.objects.filter(pk__in=among.order_by().values("client_id")), text)
    return list(rows.order_by("-created_at", "-pk").values_list("pk", flat=True)[:most])
