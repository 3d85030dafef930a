"""Servers, products and accounts."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from ..errors import AccountNotFound, ProductNotFound, ServerNotFound
from ..models import Account, ForeignLogin, Operation, Product, Server
from ..rows import account_row, product_row, server_row
from ..types import AccountRow, AccountState, GatewayState, ProductRow, ServerRow, WorkState


def server(server_pk: int) -> ServerRow:
    """One server.

    Raises:
        ServerNotFound: there is none.
    """
    found = Server.objects.filter(pk=server_pk).first()
    if found is None:
        raise ServerNotFound(_("there is no such server"))
    return server_row(found)


def server_by_id(server_id: str) -> ServerRow:
    """One server by its public id or its code.

    Raises:
        ServerNotFound: there is none.
    """
    found = (
        Server.objects.filter(public_id=server_id).first()
        or Server.objects.filter(code=server_id).first()
    )
    if found is None:
        raise ServerNotFound(_("there is no such server"))
    return server_row(found)


def waiting_commands(server_pk: int) -> int:
    """Count the commands to a server that wait, are under way or are in doubt."""
    open_states = (WorkState.QUEUED, WorkState.SENDING, WorkState.UNKNOWN)
    return Operation.objects.filter(server_id=server_pk, state__in=open_states).count()


def servers_enabled() -> list[ServerRow]:
    """The servers that gateways serve."""
    return [server_row(s) for s in Server.objects.filter(enabled=True).order_by("id")]


def gateway_state(server_pk: int) -> GatewayState:
    """Where a server's gateway goes on: its watermark in server seconds and its offset."""
    row = server(server_pk)
    return GatewayState(row.watermark_s, row.offset_s, row.group_mask)


def product(product_id: str) -> ProductRow:
    """One product.

    Raises:
        ProductNotFound: there is none.
    """
    found = Product.objects.filter(public_id=product_id).first()
    if found is None:
        raise ProductNotFound(_("there is no such product"))
    return product_row(found)


def products_by_id(brand_pk: int, product_ids: Iterable[str]) -> dict[str, ProductRow]:
    """Those of a brand's products that are in use now, internal ones too, by public id."""
    wanted = set(product_ids)
    return {row.public_id: row for row in products_in_use(brand_pk) if row.public_id in wanted}


def products_of_any_time(product_ids: Iterable[str]) -> dict[str, ProductRow]:
    """Products by public id, those out of use too."""
    found = Product.objects.filter(public_id__in=set(product_ids)).select_related("server")
    return {p.public_id: product_row(p) for p in found}


def products_in_use(brand_pk: int) -> list[ProductRow]:
    """All products of a brand that accounts can be opened of now, internal ones too, in order."""
    used = Product.objects.filter(brand_id=brand_pk, enabled=True, server__enabled=True)
    return [product_row(p) for p in used.select_related("server").order_by("sort", "id")]


def products_for(brand_pk: int) -> list[ProductRow]:
    """The products that clients of a brand can open now, in order."""
    offered = Product.objects.filter(
        brand_id=brand_pk, enabled=True, internal=False, server__enabled=True
    )
    rows = offered.select_related("server").order_by("sort", "id")
    return [product_row(p) for p in rows]


def account(account_id: str) -> AccountRow:
    """One account.

    Raises:
        AccountNotFound: there is none.
    """
    found = (
        Account.objects.select_related("client", "server", "product")
        .filter(public_id=account_id)
        .first()
    )
    if found is None:
        raise AccountNotFound(
            _("there is no trading account %(account_id)s") % {"account_id": account_id}
        )
    return account_row(found)


def account_by_pk(account_pk: int) -> AccountRow:
    """One account by its key.

    Raises:
        AccountNotFound: there is none.
    """
    found = (
        Account.objects.select_related("client", "server", "product").filter(pk=account_pk).first()
    )
    if found is None:
        raise AccountNotFound(_("there is no such trading account"))
    return account_row(found)


def accounts_of(client_pk: int, *, visible_only: bool = False) -> list[AccountRow]:
    """A client's accounts, newest first; archived ones last."""
    rows = Account.objects.select_related("client", "server", "product").filter(client_id=client_pk)
    if visible_only:
        rows = rows.filter(visible=True)
    found = [account_row(a) for a in rows.order_by("-id")]
    return sorted(found, key=lambda row: row.state == AccountState.ARCHIVED)


def logins_of(server_pk: int) -> list[int]:
    """The logins on a server whose figures the gateway reads.

    Those of our accounts that are not archived, and those that wait for an owner.
    """
    rows = Account.objects.filter(server_id=server_pk, login__isnull=False)
    open_rows = rows.exclude(state=AccountState.ARCHIVED).order_by("login")
    ours = {login for login in open_rows.values_list("login", flat=True) if login is not None}
    waiting = ForeignLogin.objects.filter(server_id=server_pk, bound_account=None)
    return sorted(ours | set(waiting.values_list("login", flat=True)))


def held_logins(server_pk: int, logins: Collection[int]) -> set[int]:
    """Which of these logins on a server are accounts of ours."""
    rows = Account.objects.filter(server_id=server_pk, login__in=logins)
    return {login for login in rows.values_list("login", flat=True) if login is not None}
