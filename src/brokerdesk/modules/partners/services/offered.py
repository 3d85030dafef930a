"""What a plan may name, and pay at most, in the brand that saves it."""

from collections.abc import Mapping

from brokerdesk.kit.texts import noop as _
from brokerdesk.modules.trading.queries import symbol_names

from ..engine import Plan, PlanError, check_total, parse_plan
from ..locks import share_rebates_allowed
from ..models import Partner, PartnerTerms, SymbolBook
from ..queries.chains import MAX_DEPTH
from ..rules import NO_RULES, SymbolRules, read_symbol_rules
from .ladders.setting import held_rates
from .programme.settings import current_programme


def check_offered(body: Mapping[str, object], *, currency: str, brand_pk: int) -> Plan:
    """Refuse a plan that deals of a brand cannot be paid by.

    Symbols are held against those that the brand's servers have shown, if any have.

    Raises:
        PlanError: a key is unknown or wrong, a rule names what there is not, or the plan can pay
            more per unit than it may, the rates of all partners and ranks and the longest chain
            considered,
            or it has a rebate and the brand's programme allows none.
    """
    plan = parse_plan(body, currency=currency)
    if plan.rebate is not None:
        share_rebates_allowed(brand_pk)
        if not current_programme(brand_pk).rebates_allowed:
            raise PlanError(
                "rebate.share", _("the brand's programme does not allow rebates to clients")
            )
    terms = PartnerTerms.objects.filter(partner__brand_id=brand_pk, rate__isnull=False)
    rates = [rate for rate in terms.values_list("rate", flat=True) if rate is not None]
    check_total(plan, [*rates, *held_rates(brand_pk)], longest=MAX_DEPTH)
    named = [rule for rule in plan.rules.rules if any(rule.scope)]
    if named:
        _check_names(plan, brand_pk)
    return plan


def _check_names(plan: Plan, brand_pk: int) -> None:
    symbols, book = symbol_names(brand_pk), current_book(brand_pk)
    types = set(book.account_types.values())
    for rule in plan.rules.rules:
        key = f"rules[{rule.position}]"
        if rule.symbol is not None and symbols and rule.symbol not in symbols:
            raise PlanError(f"{key}.symbol", _("no server has %(name)s"), name=rule.symbol)
        if rule.symbol_group is not None and rule.symbol_group not in book.groups:
            raise PlanError(f"{key}.symbol_group", _("%(name)s is not in the symbol book"),
                            name=rule.symbol_group)  # fmt: skip
        if rule.account_type is not None and rule.account_type not in types:
            raise PlanError(f"{key}.account_type", _("%(name)s is not in the symbol book"),
                            name=rule.account_type)  # fmt: skip
        if rule.partner is not None and not _is_partner(rule.partner, brand_pk):
            raise PlanError(f"{key}.partner", _("there is no partner %(name)s"), name=rule.partner)


def _is_partner(partner_id: str, brand_pk: int) -> bool:
    return Partner.objects.filter(public_id=partner_id, brand_id=brand_pk).exists()


def current_book(brand_pk: int) -> SymbolRules:
    """The symbol book that holds until another one does."""
    row = SymbolBook.objects.filter(brand_id=brand_pk, valid__upper_inf=True).first()
    return read_symbol_rules(row.body) if row else NO_RULES
