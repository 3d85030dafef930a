"""How a brand's plans see symbols and platform groups, through time."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.modules.trading.queries import symbol_names

from ..engine import PlanError
from ..errors import PlanInvalid
from ..locks import lock_tree
from ..models import Accrual, PlanVersion, SymbolBook
from ..rules import SymbolRules, read_symbol_rules
from .history import check_unpaid, next_row


@transaction.atomic
def set_symbols(
    brand_pk: int, body: Mapping[str, object], *, actor: Actor, at: datetime
) -> SymbolBook:
    """Give a brand another symbol book from `at` on.

    Its first one holds from the beginning when nobody was paid without it.

    Locks: the brand's tree.
    Raises:
        PlanInvalid: a key is unknown or wrong, a symbol is in two groups, or a plan that holds
            names a group or account type that the book does not have.
        BackdatedChange: `at` lies before the book that holds now began, or before paid deals.
    """
    check_unpaid(at)
    lock_tree(brand_pk)
    try:
        rules = read_symbol_rules(body, symbol_names(brand_pk))
    except PlanError as error:
        raise PlanInvalid(translated(error), field=error.key) from None
    _check_named(rules, brand_pk)
    rows = SymbolBook.objects.filter(brand_id=brand_pk)
    fields = {"brand_id": brand_pk, "body": dict(body), "recorded_by": actor.ref}
    if rows.exists() or Accrual.objects.filter(partner__brand_id=brand_pk).exists():
        row = next_row(rows, at, **fields)
    else:
        row = SymbolBook.objects.create(valid=DateTimeTZRange(None, None, "[)"), **fields)
    record("partners.symbols", subject=str(brand_pk), actor=actor, brand_id=brand_pk,
           after={"body": dict(body)})  # fmt: skip
    return row


def _check_named(rules: SymbolRules, brand_pk: int) -> None:
    """Refuse a book without what the brand's plans name."""
    known = {"symbol_group": set(rules.groups), "account_type": set(rules.account_types.values())}
    held = PlanVersion.objects.filter(plan__brand_id=brand_pk, valid__upper_inf=True)
    for version in held.select_related("plan"):
        for rule in version.body["rules"]:
            for key, names in known.items():
                if rule.get(key) is not None and rule[key] not in names:
                    raise PlanInvalid(
                        _("plan %(plan)s names %(name)s")
                        % {"plan": version.plan.name, "name": rule[key]},
                        field="groups" if key == "symbol_group" else "account_types",
                    )
