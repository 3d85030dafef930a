"""Which plans the live side computes; the engine knows more."""

from collections.abc import Mapping

from brokerdesk.kit.texts import noop as _

from ..engine import PlanError, parse_plan
from ..engine.reading import Fields

_KEYS = ("distribution", "levels", "rules", "max_total")
_RULE_KEYS = ("basis", "value", "symbol", "charge_on")
_OFFERED = {"basis": "lot", "charge_on": "close"}


def check_offered(body: Mapping[str, object], *, currency: str) -> None:
    """Refuse a plan that deals cannot be paid by.

    Raises:
        PlanError: a key is unknown or wrong, or what it asks for is not offered.
    """
    fields = Fields("", body, PlanError)
    fields.only(_KEYS)
    _only(fields, "distribution", "level")
    for rule in fields.items("rules") if isinstance(body.get("rules"), list) else ():
        rule.only(_RULE_KEYS)
        for key, offered in _OFFERED.items():
            if key in rule.body or key == "basis":
                _only(rule, key, offered)
    parse_plan(body, currency=currency)


def _only(fields: Fields, key: str, offered: str) -> None:
    if fields.body.get(key) != offered:
        raise PlanError(fields.key(key), _("only %(offered)s is offered"), offered=offered)
