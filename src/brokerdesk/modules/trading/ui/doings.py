"""What a platform operation changes, in words."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _t

from brokerdesk.core.ui.texts import number_text
from brokerdesk.core.words import words

from ..models import Operation
from ..types import WorkKind


def what_changes(operation: Operation) -> str:
    """From what to what, or what is closed; empty for money, whose amount says it."""
    asked = operation.change
    if operation.kind == WorkKind.CLOSE:
        lots = _lots(Decimal(asked["lots"] or asked["held"]))
        return _t("Close %(lots)s %(symbol)s") % {"lots": lots, "symbol": asked["symbol"]}
    if operation.kind == WorkKind.CANCEL:
        lots = _lots(Decimal(asked["lots"]))
        return _t("Cancel order %(order)s: %(kind)s %(lots)s %(symbol)s") % {
            "order": asked["order"],
            "kind": words(asked["kind"]),
            "lots": lots,
            "symbol": asked["symbol"],
        }
    if "leverage" in asked:
        return f"{words('leverage')} {_step(asked, 'leverage', '1:')}"
    if "group" in asked:
        return f"{words('group')} {_step(asked, 'group')}"
    if "access" in asked:
        return f"{words('access')} {words(asked['access']).lower()}"
    return ""


def _step(asked: Mapping[str, object], name: str, before: str = "") -> str:
    then = f"{before}{asked[name]}"
    return f"{before}{asked['was']} → {then}" if asked.get("was") else then


def _lots(lots: Decimal) -> str:
    return number_text(lots, max(2, -int(lots.normalize().as_tuple().exponent)))
