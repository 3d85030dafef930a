"""From a payment method to the adapter that serves it."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.utils.translation import gettext as _t
from pydantic import BaseModel, SecretStr, ValidationError

from brokerdesk.core.db import give_back
from brokerdesk.core.texts import fault_text, translated
from brokerdesk.ports.payments import ManualProvider, PaymentProvider, PaymentsCapability
from brokerdesk.ports.spec import AdapterSpec, UnknownAdapterError, adapters

from ..errors import ConfigInvalid
from ..models import Psp
from ..types import PspRow

FAMILY = "payments"


def spec_of(kind: str) -> AdapterSpec:
    """Find an installed adapter.

    Raises:
        ConfigInvalid: there is none of this kind.
    """
    try:
        return adapters.get(FAMILY, kind)
    except UnknownAdapterError as error:
        raise ConfigInvalid(translated(error), field="kind") from error


def kinds() -> tuple[AdapterSpec, ...]:
    """All installed payment adapters."""
    return adapters.family(FAMILY)


def is_manual(kind: str) -> bool:
    """Say whether a person, not a provider, moves the money."""
    return PaymentsCapability.MANUAL in spec_of(kind).capabilities


def can(psp: Psp | PspRow, capability: PaymentsCapability) -> bool:
    """Say whether a method's adapter is able to."""
    return capability in spec_of(psp.kind).capabilities


def checked_config(kind: str, config: Mapping[str, object]) -> dict[str, Any]:
    """Give a configuration in its stored form.

    Raises:
        ConfigInvalid: it does not fit the adapter; names the field.
    """
    try:
        model = spec_of(kind).config.model_validate(dict(config))
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        title = spec_of(kind).config.model_fields.get(name)
        label = _t(title.title) if title and title.title else name
        raise ConfigInvalid(
            _t("%(label)s: %(what)s") % {"label": label, "what": fault_text(first)},
            field=f"config_{name}",
        ) from None
    return _plain(model)


def _plain(model: BaseModel) -> dict[str, Any]:
    """Reveal secrets: what comes out goes straight into the encrypted column."""
    values = model.model_dump()
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }


def _build(psp: Psp) -> Any:
    spec = spec_of(psp.kind)
    return spec.build(spec.config.model_validate(dict(psp.config)))


def provider(psp: Psp) -> PaymentProvider:
    """Build the adapter of an automatic method, to be asked at once."""
    give_back()
    return cast(PaymentProvider, _build(psp))


def manual_provider(psp: Psp) -> ManualProvider:
    """Build the adapter of a manual method."""
    return cast(ManualProvider, _build(psp))


def webhook_url(psp: Psp) -> str:
    """Where the provider sends its webhooks."""
    return f"{_root(psp.brand.host)}/webhooks/psp/{psp.public_id}"


def _root(host: str) -> str:
    port = settings.PUBLIC_PORT
    default = {"http": 80, "https": 443}[settings.PUBLIC_SCHEME]
    return f"{settings.PUBLIC_SCHEME}://{host}{'' if port == default else f':{port}'}"
