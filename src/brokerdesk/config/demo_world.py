"""The demo brokerage: two brands, a role each, a three-level partner tree, DEMO_PEOPLE clients.

Made once per data folder; the sign-ins are printed at every start.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from brokerdesk.core.actors import SYSTEM
from brokerdesk.core.identity import services as identity
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.kit import clock
from brokerdesk.modules.brands.queries import brands
from brokerdesk.modules.brands.services import (
    BrandDraft,
    EntityDraft,
    OfficeDraft,
    create_brand,
    create_entity,
    create_office,
)
from brokerdesk.modules.brands.types import BrandRow
from brokerdesk.modules.cashier.services.psps import add_psp
from brokerdesk.modules.cashier.types import PspTerms
from brokerdesk.modules.clients.services.profile import confirm_email
from brokerdesk.modules.clients.services.registration import register_client
from brokerdesk.modules.clients.types import ClientRow, Registration
from brokerdesk.modules.compliance.services.level import grant_level
from brokerdesk.modules.partners.services import (
    apply_as_partner,
    approve_partner,
    attribute_client,
)
from brokerdesk.modules.partners.types import PartnerRow
from brokerdesk.modules.staff.services import create_staff
from brokerdesk.modules.staff.types import RoleGift
from brokerdesk.modules.trading.services.servers import (
    NewProduct,
    NewServer,
    add_product,
    add_server,
)

from .bootstrap import ensure_defaults
from .demo_partners import come, furnish, himself, visitor_of
from .demo_people import person
from .demo_prop import believe_weekends, offer_challenges
from .demo_signins import SignIn, keep, kept, printed

ROLES = ("administrator", "compliance", "finance", "support", "dealer", "partner_manager")
PEOPLE = int(os.environ.get("DEMO_PEOPLE", "200"))
SHARES = {"northwind": 7, "bluepeak": 3}
FIRST_CLIENT = 1_000
TREE = (1, 2, 4)
WELCOMED = 24
# Brand -> platform, code, title, kind, group, currency of each product.
PRODUCTS: Mapping[str, tuple[tuple[str, str, str, str, str, str], ...]] = {
    "northwind": (
        ("mt5", "standard-usd", "Standard", "live", "real\\standard-USD", "USD"),
        ("mt5", "standard-eur", "Standard EUR", "live", "real\\standard-EUR", "EUR"),
        ("mt4", "mt4-usd", "MT4 Classic", "live", "std-USD", "USD"),
        ("ctrader", "ctrader-usd", "cTrader Raw", "live", "Retail_Standard/USD", "USD"),
        ("mt5", "demo-usd", "Demo", "demo", "demo\\standard-USD", "USD"),
    ),
    "bluepeak": (
        ("mt5", "pro-usd", "Pro", "live", "real\\pro-USD", "USD"),
        ("ctrader", "ctrader-pro-usd", "cTrader Pro", "live", "Retail_Pro/USD", "USD"),
        ("mt4", "mt4-pro-usd", "MT4 Pro", "live", "pro-USD", "USD"),
        ("mt5", "demo-usd", "Demo", "demo", "demo\\pro-USD", "USD"),
    ),
}
# Brand -> platform, code, title, group, currency of each product of which the house alone opens
# accounts: those of challenges.
INTERNAL: Mapping[str, tuple[tuple[str, str, str, str, str], ...]] = {
    "northwind": (("mt5", "challenge-mt5", "Challenge MT5", "demo\\pro-USD", "USD"),),
    "bluepeak": (("mt5", "challenge-mt5", "Challenge MT5", "demo\\standard-USD", "USD"),),
}


def seed(street: Mapping[str, Any]) -> int:
    """Make the world unless it is there, and print its sign-ins."""
    if not brands():
        with transaction.atomic():
            _make(street)
    print(printed(kept(settings.DATA_DIR), settings.PUBLIC_SCHEME, settings.PUBLIC_PORT))
    return 0


def _make(street: Mapping[str, Any]) -> None:
    at = clock.now()
    signins: list[SignIn] = []
    servers: dict[str, str] = {}
    for draft in _brand_drafts(at):
        ensure_defaults()
        servers = servers or _servers(street, draft.entity_pk)
        _products(draft, servers)
        offer_challenges(draft, _internal_products(draft, servers), at)
        _payment_methods(draft, street)
        signins += _clients(draft, at)
    ensure_defaults()
    believe_weekends()
    keep(settings.DATA_DIR, [*_staff(at), *signins])


def _brand_drafts(at: datetime) -> list[BrandRow]:
    north = create_entity(
        EntityDraft(
            code="northwind-ltd", name="Northwind Ltd", country="CY", base_currency="EUR",
            registration_no="HE 123456", reporting_zone="Europe/Nicosia",
        ),
        actor=SYSTEM, at=at,
    )  # fmt: skip
    blue = create_entity(
        EntityDraft(
            code="bluepeak-llc", name="Bluepeak LLC", country="VC", base_currency="USD",
            registration_no="LLC 2201", reporting_zone="UTC",
        ),
        actor=SYSTEM, at=at,
    )  # fmt: skip
    made = [
        create_brand(
            BrandDraft(
                entity_id=north.public_id, code="northwind", name="Northwind Markets",
                host="northwind.localhost", base_currency="USD", currencies=("USD", "EUR"),
                support_email="help@northwind.example", reporting_zone="Europe/Nicosia",
                colour="#1f6f8b",
            ),
            actor=SYSTEM, at=at,
        ),
        create_brand(
            BrandDraft(
                entity_id=blue.public_id, code="bluepeak", name="Bluepeak Capital",
                host="bluepeak.localhost", base_currency="USD", currencies=("USD",),
                support_email="help@bluepeak.example", colour="#5b4bb7",
            ),
            actor=SYSTEM, at=at,
        ),
    ]  # fmt: skip
    for row, city, country in zip(made, ("Limassol", "Kingstown"), ("CY", "VC"), strict=True):
        create_office(
            OfficeDraft(brand_id=row.public_id, code="main", name=city, country=country),
            actor=SYSTEM,
            at=at,
        )
    return made


def _servers(street: Mapping[str, Any], entity_pk: int) -> dict[str, str]:
    """Add a server of each platform; gives their ids."""
    mt5 = {
        "host": "127.0.0.1",
        "port": street["mt5_port"],
        "login": int(street["mt5_login"]),
        "password": street["mt5_password"],
    }
    mt4 = {
        "base_url": street["mt4_url"],
        "authority": street["mt4_url"],
        "client_id": street["mt4_client"],
        "client_secret": street["mt4_secret"],
    }
    ctrader = {
        "rest_url": street["ctrader_rest_url"],
        "host": "127.0.0.1",
        "port": street["ctrader_manager_port"],
        "plant": "street",
        "environment": "demo",
        "broker": "demobroker",
        "login": int(street["ctrader_login"]),
        "password": street["ctrader_password"],
        "certificate": Path(street["ctrader_certificate"]).read_text(),
        "create_ctid": True,
    }
    drafts = (
        NewServer(
            code="mt5-live", title="Street-MT5", kind="mt5", entity_pk=entity_pk, config=mt5,
            group_mask="real*,demo*",
        ),
        NewServer(
            code="mt4-live", title="Street-MT4", kind="mt4", entity_pk=entity_pk, config=mt4,
            group_mask="std*,pro*",
        ),
        NewServer(
            code="ct-live", title="Street-cTrader", kind="ctrader", entity_pk=entity_pk,
            config=ctrader, group_mask="Retail*",
        ),
    )  # fmt: skip
    return {draft.kind: add_server(draft, actor=SYSTEM).public_id for draft in drafts}


def _products(brand: BrandRow, servers: Mapping[str, str]) -> None:
    for sort, (platform, code, title, kind, group, currency) in enumerate(PRODUCTS[brand.code]):
        add_product(
            NewProduct(
                brand_pk=brand.pk,
                server_id=servers[platform],
                code=code,
                title=title,
                kind=kind,
                group=group,
                currency=currency,
                leverages=(30, 100, 200),
                demo_deposit=Decimal(10_000 if kind == "demo" else 0),
                sort=sort,
            ),
            actor=SYSTEM,
        )


def _internal_products(brand: BrandRow, servers: Mapping[str, str]) -> tuple[str, ...]:
    """Add what challenges run on; gives the products' ids."""
    rows = [
        add_product(
            NewProduct(
                brand_pk=brand.pk, server_id=servers[platform], code=code, title=title,
                kind="demo", group=group, currency=currency, leverages=(100,), internal=True,
            ),
            actor=SYSTEM,
        )
        for platform, code, title, group, currency in INTERNAL[brand.code]
    ]  # fmt: skip
    return tuple(row.public_id for row in rows)


def _payment_methods(brand: BrandRow, street: Mapping[str, Any]) -> None:
    card = {
        "base_url": street["psp_url"],
        "api_key": street["psp_api_key"],
        "webhook_secret": street["psp_webhook_secret"],
    }
    wire = {
        "beneficiary": brand.name,
        "iban": "CY17 0020 0128 0000 0012 0052 7600",
        "bank_name": "Bank of the Street",
        "note": "Use the payment reference, not your name.",
    }
    for code, kind, title, config in (
        (f"{brand.code}-card", "streetpay", "Card", card),
        (f"{brand.code}-wire", "bank_wire", "Bank wire", wire),
    ):
        add_psp(
            brand_pk=brand.pk,
            code=code,
            kind=kind,
            terms=PspTerms(title=title, currencies=brand.currencies),
            config=config,
            actor=SYSTEM,
        )


def _password() -> str:
    return secrets.token_urlsafe(12)


def _staff(at: datetime) -> list[SignIn]:
    made: list[SignIn] = []
    for role in ROLES:
        email, password = f"{role.replace('_', '-')}@brokerdesk.example", _password()
        row = create_staff(
            email,
            f"{role.replace('_', ' ').title()} Demo",
            [RoleGift(role)],
            actor=SYSTEM,
            at=at,
            password=password,
        )
        seed = base64.b32encode(secrets.token_bytes(20)).decode()
        identity.set_totp(row.user_pk, seed)
        made.append(SignIn(role, settings.OFFICE_HOST, email, password, seed))
    return made


def client_count(brand_code: str) -> int:
    """How many clients a brand begins with."""
    return max(2, PEOPLE * SHARES[brand_code] // 10)


def register(brand: BrandRow, number: int, at: datetime, **more: Any) -> ClientRow:
    """Register the person of a number with a brand, at an instant."""
    who = person(number)
    given = {"phone": who.phone, **more}
    with clock.fixed(at):
        return register_client(
            Registration(
                brand_pk=brand.pk,
                email=who.email,
                first_name=who.first_name,
                last_name=who.last_name,
                country=who.country,
                born_on=who.born_on,
                terms_accepted=True,
                **given,
            ),
            actor=None,
            at=at,
        )


def _verified(
    brand: BrandRow, number: int, at: datetime, code: str = "", visit: str = ""
) -> ClientRow:
    """Register somebody, confirm his address and grant level 1."""
    user = identity.create_user(
        realm=brand_realm(brand.pk), email=person(number).email, password=None, verified=True
    )
    row = register(brand, number, at, referral_code=code, visit=visit, user_pk=user.pk)
    confirm_email(row.public_id, at=at)
    grant_level(row.public_id, 1, reason="Demo world", actor=SYSTEM, at=at)
    return row


def _sign_in(role: str, brand: BrandRow, row: ClientRow) -> SignIn:
    """Give a client a password. Hashing is slow by intent, so only the shown ones get one."""
    password = _password()
    if row.user_pk is None:
        raise ValueError(f"{row.public_id} cannot sign in")
    identity.set_password(row.user_pk, password)
    return SignIn(role, brand.host, row.email, password, "")


def _clients(brand: BrandRow, at: datetime) -> list[SignIn]:
    """Partners of three levels first, then the clients below and beside them."""
    first = FIRST_CLIENT * brand.pk
    floors, partner = _partners(brand, first, at - timedelta(days=40))
    furnish(brand, floors, at)
    codes = [row.code for row in floors[-1]]
    count = client_count(brand.code)
    verified: list[ClientRow] = []
    for n in range(count):
        code = codes[n % len(codes)] if n % 3 else ""
        born = at - timedelta(days=30 * (1 - n / count), minutes=n)
        visit = _visit(brand, code, first + 100 + n, born) if code and n < WELCOMED else ""
        if n % 5 == 4:
            register(brand, first + 100 + n, born, referral_code=code, visit=visit)
        else:
            verified.append(_verified(brand, first + 100 + n, born, code, visit))
    register(brand, first + 90, at, **himself(floors[-1][1]))
    return [_sign_in("client", brand, verified[0]), _sign_in("partner", brand, partner)]


def _visit(brand: BrandRow, code: str, number: int, at: datetime) -> str:
    """Let somebody come by a link just before he registers; gives the id in his cookie."""
    come(brand, code, number, at - timedelta(minutes=5))
    return visitor_of(number)


def _partners(
    brand: BrandRow, first: int, at: datetime
) -> tuple[list[list[PartnerRow]], ClientRow]:
    """Give the floors from the top down, and the last partner of the lowest."""
    floors: list[list[PartnerRow]] = []
    number = first
    for width in TREE:
        floor: list[PartnerRow] = []
        for n in range(width):
            number += 1
            row = _verified(brand, number, at)
            if floors:
                attribute_client(
                    row.public_id,
                    floors[-1][n % len(floors[-1])].code,
                    actor=SYSTEM,
                    at=at,
                    reason="referral link",
                )
            partner = apply_as_partner(row.public_id, actor=SYSTEM)
            floor.append(approve_partner(partner.public_id, actor=SYSTEM, at=at))
        floors.append(floor)
    return floors, row
