"""The ledger browser: accounts, and the statement of one."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from brokerdesk.core.ui import ListPage, Nav, UiRequest, register_list

from .. import queries
from ..models import Account, Entry
from ..rules import normal_side
from .filters import AccountFilter, EntryFilter
from .scope import VIEW, require_entity, visible_entities
from .tables import AccountTable, EntryTable

LIVE = ("ledger.entry_posted",)


def accounts(request: UiRequest) -> QuerySet[Account]:
    """Accounts of the entities that the actor may see, with their balance now."""
    rows = Account.objects.filter(entity_id__in=visible_entities(request.actor))
    return rows.annotate(current=RawSQL("ledger_balance(ledger_account)", []))


def entries(request: UiRequest, code: str) -> QuerySet[Entry]:
    """The entries of one account."""
    account = queries.account(code)
    require_entity(request.actor, account.entity_id)
    rows = queries.entries_queryset().filter(account_id=account.pk)
    return rows.filter(version__isnull=account.kind == "pooled")


def head(request: UiRequest, code: str) -> dict[str, Any]:
    """What stands above a statement."""
    account = queries.account(code)
    entity = visible_entities(request.actor)[account.entity_id]
    return {
        "account": account,
        "entity": entity,
        "balance": normal_side(account.cls, queries.balance(code)),
    }


register_list(
    ListPage(
        surface="backoffice",
        path="ledger/",
        name="ledger.accounts",
        title=_("Ledger"),
        permission=VIEW,
        queryset=accounts,
        table=AccountTable,
        filterset=AccountFilter,
        search=lambda rows, text: rows.filter(code__contains=text),
        nav=Nav(_("Money"), 60, icon="book"),
        live=LIVE,
        empty=_("No account was opened yet."),
        intro=_("Balances stand on the normal side of each account's class."),
    )
)
register_list(
    ListPage(
        surface="backoffice",
        path="ledger/accounts/<str:code>/",
        name="ledger.account",
        title=_("Account statement"),
        permission=VIEW,
        queryset=entries,
        table=EntryTable,
        filterset=EntryFilter,
        live=LIVE,
        empty=_("No entry yet."),
        context=head,
        template="ledger/statement.html",
    )
)
