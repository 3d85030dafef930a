"""The room's locks, always taken in this order: server, deals, bulk job, request, account,
operation, difference, credit or position stand."""

from collections.abc import Iterable

from django.db import connection

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _

from .errors import (
    AccountNotFound,
    BulkNotFound,
    DifferenceNotFound,
    LoginNotFound,
    OperationNotFound,
    RequestNotFound,
    ServerNotFound,
)
from .models import Account, AccountRequest, BulkJob, Difference, ForeignLogin, Operation, Server
from .types import DifferenceClass

CHANGES = (DifferenceClass.EDITED, DifferenceClass.DELETED)
_DEALS = 0x4244444C
_SERVERS = 0x42445356


def lock_deals(server_pk: int) -> None:
    """Let one at a time store deals of a server, or say whose they are.

    Who holds it knows of every stored deal, and of every login's owner.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DEALS, server_pk])


def lock_servers() -> None:
    """Let one at a time add a server or change which platform and groups one reads."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SERVERS])


def lock_server(pk: int) -> Server:
    """Lock one server row."""
    server = Server.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if server is None:
        raise ServerNotFound(Marked(_("there is no such server")))
    return server


def lock_account(account_id: str) -> Account:
    """Lock one account by its public id."""
    account = (
        Account.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "server", "product", "entity")
        .filter(public_id=account_id)
        .first()
    )
    if account is None:
        raise AccountNotFound(
            Marked(_("there is no trading account %(account_id)s"), account_id=account_id)
        )
    return account


def lock_foreign_login(server_id: str, login: int) -> ForeignLogin:
    """Lock a login that we did not open, its server's deals first."""
    known = ForeignLogin.objects.filter(server__public_id=server_id, login=login)
    server_pk = known.values_list("server_id", flat=True).first()
    if server_pk is None:
        raise LoginNotFound(Marked(_("login %(login)s does not wait for an owner"), login=login))
    lock_deals(server_pk)
    return known.select_for_update(of=("self",), no_key=True).select_related("server").get()


def lock_request(request_id: str) -> AccountRequest:
    """Lock one account request by its public id."""
    request = (
        AccountRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("account", "account__client", "account__server", "account__product")
        .filter(public_id=request_id)
        .first()
    )
    if request is None:
        raise RequestNotFound(Marked(_("there is no request %(id)s"), id=request_id))
    return request


def lock_bulk_job(job_id: str) -> BulkJob:
    """Lock one bulk job by its public id: before any account."""
    job = BulkJob.objects.select_for_update(no_key=True).filter(public_id=job_id).first()
    if job is None:
        raise BulkNotFound(Marked(_("there is no bulk job %(id)s"), id=job_id))
    return job


def lock_operation(operation_id: str) -> Operation:
    """Lock one operation by its public id."""
    operation = (
        Operation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("account", "account__client", "account__product", "server")
        .filter(public_id=operation_id)
        .first()
    )
    if operation is None:
        raise OperationNotFound(
            Marked(_("there is no operation %(operation_id)s"), operation_id=operation_id)
        )
    return operation


def lock_due_operations(server_pk: int, limit: int, **due: object) -> list[Operation]:
    """Lock due operations in id order; rows that another gateway holds are left out."""
    return list(
        Operation.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("account", "account__client", "account__product")
        .filter(server_id=server_pk, **due)
        .order_by("id")[:limit]
    )


def lock_operations_by_reference(server_pk: int, references: Iterable[str]) -> dict[str, Operation]:
    """Lock a server's operations of some references in id order; another's are not its deals'."""
    rows = (
        Operation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("account", "account__client")
        .filter(server_id=server_pk, reference__in=list(references))
        .order_by("id")
    )
    return {row.reference: row for row in rows}


def lock_operation_of(difference_id: str) -> Operation | None:
    """Lock the operation that a difference's deal bears, if any: before the difference itself.

    Of a deal that changed it is also one that the deal settled, or was raised for, since.
    """
    asked = Difference.objects.filter(public_id=difference_id).first()
    if asked is None:
        return None
    held = Difference.objects.filter(pk=asked.pk)
    if asked.operation_id is None and asked.cls in CHANGES:
        held = Difference.objects.filter(server_id=asked.server_id, item=asked.item)
    operations = held.exclude(operation=None).order_by("-pk")
    operation_id = operations.values_list("operation__public_id", flat=True).first()
    return lock_operation(operation_id) if operation_id is not None else None


def lock_difference(difference_id: str) -> Difference:
    """Lock one difference by its public id."""
    difference = (
        Difference.objects.select_for_update(of=("self",), no_key=True)
        .select_related("server", "account", "deal", "operation")
        .filter(public_id=difference_id)
        .first()
    )
    if difference is None:
        raise DifferenceNotFound(
            Marked(_("there is no difference %(difference_id)s"), difference_id=difference_id)
        )
    return difference
