"""The demo's challenges: programmes from templates on internal products, sold from the wallet."""

from datetime import datetime

from brokerdesk.core.actors import SYSTEM
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.prop.services.programmes import Draft, Named, create_programme, publish
from brokerdesk.modules.prop.services.templates import template
from brokerdesk.modules.prop.types import ProgrammeKind
from brokerdesk.modules.valuation.services.rules import RuleTerms, keep_rule

# Template, size, code, title, family, fee.
OFFERS = (
    ("ftmo-2-step", "10000", "two-step-10k", "Two-step 10k", "Two-step", "49"),
    ("ftmo-2-step", "50000", "two-step-50k", "Two-step 50k", "Two-step", "249"),
    ("ftmo-1-step", "10000", "one-step-10k", "One-step 10k", "One-step", "69"),
    ("fundingpips-zero", "5000", "instant-5k", "Instant 5k", "Instant", "99"),
)


def offer_challenges(brand: BrandRow, products: tuple[str, ...], at: datetime) -> None:
    """Publish the brand's programmes on these products, by their public ids."""
    for sort, (code, size, own_code, title, family, fee) in enumerate(OFFERS):
        source = template(code)
        terms = {
            **source.terms(size),
            "fee": {"amount": fee, "currency": "USD"},
            "products": list(products),
        }
        named = Named(
            code=own_code,
            title=title,
            family=family,
            summary=source.summary,
            kind=ProgrammeKind(source.kind),
            sort=sort,
        )
        draft = Draft(source.document(size), terms, source.origin(size))
        programme = create_programme(brand.pk, named, draft, actor=SYSTEM, at=at)
        publish(programme.public_id, actor=SYSTEM, at=at)


def believe_weekends() -> None:
    """The street trades all week: its prices are believed on weekends too."""
    terms = RuleTerms(mask="*", sort=1_000, trades_weekends=True)
    keep_rule(rule_pk=None, terms=terms, actor=SYSTEM)
