"""A person becomes a client."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core import audit
from brokerdesk.core.actors import Actor
from brokerdesk.core.events import emit
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.modules.brands.queries import terms_text
from brokerdesk.modules.brands.types import BrandRow

from .. import events, rules
from ..errors import ClientExists, CountryNotServed, RegistrationClosed, TermsNotAccepted
from ..models import Client, TermsAcceptance
from ..queries import client_by_email, client_row
from ..types import ClientRow, Registration
from .checks import clean_email
from .leads import close_lead


@transaction.atomic
def register_client(given: Registration, *, actor: Actor | None, at: datetime) -> ClientRow:
    """Make a client; `actor` None: he registers himself. His open lead becomes him.

    Emits: ClientRegistered, LeadConverted where there was a lead.
    Raises:
        ClientExists: the brand knows his address.
        RegistrationClosed: the brand takes nobody now (staff still may enter clients).
        CountryNotServed, TermsNotAccepted, InvalidInput.
    """
    brand = brand_of(given.brand_pk)
    values = check_registration(given, brand, at)
    if actor is None and not brand.registration_open:
        raise RegistrationClosed(_("%(brand)s takes no new clients now.") % {"brand": brand.name})
    if client_by_email(brand.pk, values["email"]) is not None:
        raise ClientExists(_("There is a client with this address already."), field="email")
    row = _insert(given, values, at)
    if actor is None:
        actor = Actor("client", row.public_id, str(row), brand.pk)
        _accept_terms(row, brand, given, at)
    emit(
        events.ClientRegistered(
            client_id=row.public_id, referral_code=row.referral_code, visit=given.visit[:32]
        ),
        aggregate=row.public_id,
        brand_id=brand.pk,
        actor=actor,
    )
    audit.record(
        "clients.register",
        subject=row.public_id,
        actor=actor,
        after={**values, "terms": brand.terms_version if given.terms_accepted else ""},
        brand_id=brand.pk,
    )
    close_lead(row, actor=actor, at=at)
    return client_row(row)


def check_registration(given: Registration, brand: BrandRow, at: datetime) -> dict[str, Any]:
    """Return the cleaned personal data.

    Raises:
        CountryNotServed, TermsNotAccepted, InvalidInput.
    """
    country = rules.clean_country(given.country)
    if brand.countries and country not in brand.countries:
        raise CountryNotServed(
            _("%(brand)s does not serve this country.") % {"brand": brand.name}, field="country"
        )
    if given.user_pk is not None and not given.terms_accepted:
        raise TermsNotAccepted(_("Please accept the terms."), field="terms")
    born_on = given.born_on
    if born_on is not None:
        born_on = rules.check_birth(born_on, at.date(), brand.minimum_age)
    return {
        "email": clean_email(given.email),
        "first_name": rules.clean_name(given.first_name, "first_name"),
        "last_name": rules.clean_name(given.last_name, "last_name"),
        "phone": rules.clean_phone(given.phone),
        "country": country,
        "born_on": born_on,
    }


def _insert(given: Registration, values: dict[str, Any], at: datetime) -> Client:
    row = Client(
        brand_id=given.brand_pk,
        user_id=given.user_pk,
        language=given.language[:10],
        referral_code=rules.clean_referral(given.referral_code),
        owner_staff_id=given.owner_staff_id,
        created_at=at,
        **values,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "client_email_per_brand" not in str(error):
            raise
        raise ClientExists(
            _("There is a client with this address already."), field="email"
        ) from None
    return row


def _accept_terms(row: Client, brand: BrandRow, given: Registration, at: datetime) -> None:
    TermsAcceptance.objects.create(
        client=row,
        version=brand.terms_version,
        sha256=hashlib.sha256(terms_text(brand.pk).encode()).hexdigest(),
        ip=given.ip,
        user_agent=given.user_agent[:300],
        accepted_at=at,
    )
