"""The roles that an installation begins with."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from django.utils.translation import gettext_noop

from brokerdesk.core.access import permission_specs
from brokerdesk.core.access.services import ensure_role
from brokerdesk.core.access.types import Scope

ADMINISTRATOR = "administrator"
# Role code -> title and the permissions it takes, by pattern.
ROLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "compliance": (
        gettext_noop("Compliance"),
        (
            "clients.*",
            "leads.view",
            "compliance.*",
            "trading.*view",
            "cashier.*.view",
            "cashier.withdrawal.review",
            "ledger.*view",
            "partners.*view",
            "prop.attempt.view",
            "prop.appeal.answer",
            "core.audit.view",
        ),
    ),
    "finance": (
        gettext_noop("Finance"),
        (
            "clients.view",
            # All of the cashier but "cashier.withdrawal.review", which is for compliance.
            "cashier.wallet.*",
            "cashier.psp.*",
            "cashier.deposit.*",
            "cashier.withdrawal.view",
            "cashier.withdrawal.create",
            "cashier.withdrawal.approve",
            "cashier.withdrawal.send",
            "cashier.transfer.*",
            "cashier.reconcile.*",
            "ledger.*",
            "reports.*",
            "trading.*view",
            "trading.reconcil*",
            "trading.difference*",
            "trading.correct*",
            "trading.credit*",
            "partners.*view",
            "partners.payout*",
            "partners.*approve",
            "compliance.document.view",
            "prop.attempt.view",
            "prop.order.*",
            "prop.payout.*",
            "prop.competition.*",
        ),
    ),
    "support": (
        gettext_noop("Support"),
        (
            "clients.view",
            "clients.edit",
            "clients.create",
            "clients.assign",
            "clients.note",
            "leads.*",
            "compliance.document.view",
            "compliance.document.upload",
            "trading.*view",
            "trading.account.password",
            "cashier.*.view",
            "partners.*view",
            "prop.attempt.view",
            "prop.appeal.answer",
        ),
    ),
    "dealer": (
        gettext_noop("Dealer"),
        (
            "clients.view",
            "clients.links",
            "trading.*",
            "reports.*",
            "ledger.*view",
            "risk.*",
            "valuation.*",
            "prop.attempt.*",
            "prop.override.*",
            "prop.appeal.*",
            "prop.signal.*",
            "prop.news.*",
            "prop.competition.*",
        ),
    ),
    "partner_manager": (
        gettext_noop("Partner manager"),
        (
            "clients.view",
            "clients.create",
            "clients.note",
            "leads.*",
            "partners.*",
            "reports.*view",
        ),
    ),
}


def ensure_defaults() -> None:
    """Make the standard roles; existing ones gain rights of new rooms and lose nothing."""
    ensure_role(ADMINISTRATOR, "Administrator", {"*": "all"})
    codes = [spec.code for spec in permission_specs()]
    for code, (title, patterns) in ROLES.items():
        grants: dict[str, Scope] = {
            permission: "all"
            for permission in codes
            if any(fnmatchcase(permission, pattern) for pattern in patterns)
        }
        ensure_role(code, title, grants)
