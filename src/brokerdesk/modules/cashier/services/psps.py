"""Payment methods: added, changed, tested; and a brand's settings."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _t

from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.core.audit import record
from brokerdesk.core.events import emit
from brokerdesk.core.texts import note, translated
from brokerdesk.kit.money import scale_of
from brokerdesk.modules.brands.queries import brand as brand_of
from brokerdesk.ports.payments import PaymentError

from ..errors import AmountInvalid, CodeTaken, ConfigInvalid, ConnectionFailed, CurrencyNotOffered
from ..events import PspStateChanged
from ..locks import lock_psp
from ..models import CashierSettings, Psp
from ..rows import psp_row, settings_row
from ..types import PspRow, PspTerms, SettingsRow
from . import providers

_CODE = re.compile(r"[a-z][a-z0-9_-]{1,23}", re.ASCII)


@transaction.atomic
def add_psp(
    *,
    brand_pk: int,
    code: str,
    kind: str,
    terms: PspTerms,
    config: Mapping[str, object],
    actor: Actor,
) -> PspRow:
    """Add a payment method of a brand.

    Raises:
        ConfigInvalid: the code or the connection's settings are not acceptable.
        CodeTaken, CurrencyNotOffered, AmountInvalid: as named.
    """
    if not _CODE.fullmatch(code):
        raise ConfigInvalid(_t("2 to 24 lower-case letters, digits, - or _"), field="code")
    brand = brand_of(brand_pk)
    _check_terms(terms, brand.currencies)
    psp = Psp(
        brand_id=brand_pk,
        code=code,
        kind=kind,
        manual=providers.is_manual(kind),
        config=providers.checked_config(kind, config),
        **_columns(terms),
    )
    try:
        with transaction.atomic():
            psp.save()
    except IntegrityError as error:
        raise CodeTaken(
            _t("another method has the code %(code)s") % {"code": code}, field="code"
        ) from error
    _audit("cashier.psp.add", psp, actor, after={"code": code, "kind": kind, **asdict(terms)})
    return psp_row(psp)


@transaction.atomic
def update_psp(
    psp_id: str, terms: PspTerms, config: Mapping[str, object] | None = None, *, actor: Actor
) -> PspRow:
    """Change a payment method; `config` replaces the connection's settings when given.

    Locks: the method.
    Raises:
        PspNotFound, ConfigInvalid, CurrencyNotOffered, AmountInvalid: as named.
    """
    psp = lock_psp(psp_id)
    _check_terms(terms, brand_of(psp.brand_id).currencies)
    before = asdict(terms_of(psp))
    for name, value in _columns(terms).items():
        setattr(psp, name, value)
    if config is not None:
        psp.config = providers.checked_config(psp.kind, config)
    psp.version += 1
    psp.save()
    changed = {"connection": "changed"} if config is not None else {}
    _audit("cashier.psp.change", psp, actor, before=before, after={**asdict(terms), **changed})
    return psp_row(psp)


def terms_of(psp: Psp) -> PspTerms:
    """Read back what staff set."""
    values: dict[str, Any] = {n: getattr(psp, n) for n in PspTerms.__dataclass_fields__}
    return PspTerms(**{**values, "currencies": tuple(psp.currencies)})


def _columns(terms: PspTerms) -> dict[str, Any]:
    return {**asdict(terms), "currencies": list(terms.currencies)}


def _check_terms(terms: PspTerms, offered: tuple[str, ...]) -> None:
    if not terms.title.strip():
        raise ConfigInvalid(_t("give it a title"), field="title")
    if not terms.currencies:
        raise CurrencyNotOffered(_t("choose at least one currency"), field="currencies")
    for currency in terms.currencies:
        scale_of(currency)
        if currency not in offered:
            raise CurrencyNotOffered(
                _t("the brand has no %(currency)s") % {"currency": currency}, field="currencies"
            )
    for way in ("deposit", "withdrawal"):
        least, most = getattr(terms, f"{way}_min"), getattr(terms, f"{way}_max")
        if not 0 < least <= most:
            raise AmountInvalid(_t("more than zero, and not above the maximum"), field=f"{way}_min")
        if not 0 <= getattr(terms, f"{way}_fee_bps") < 10_000:
            raise AmountInvalid(_t("from 0 to 9999"), field=f"{way}_fee_bps")
        if getattr(terms, f"{way}_fee_fixed") < 0:
            raise AmountInvalid(_t("a fee is not negative"), field=f"{way}_fee_fixed")


def _audit(
    action: str,
    psp: Psp,
    actor: Actor,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    record(
        action,
        subject=psp.public_id,
        actor=actor,
        brand_id=psp.brand_id,
        before=before,
        after=after,
    )


def try_connection(kind: str, config: Mapping[str, object]) -> None:
    """Ask a provider with settings that are not stored yet. Outside any transaction.

    Raises:
        ConfigInvalid: they do not fit the adapter.
        ConnectionFailed: it cannot be reached, or refuses the key.
    """
    spec = providers.spec_of(kind)
    plain = providers.checked_config(kind, config)
    try:
        spec.build(spec.config.model_validate(plain)).check()
    except PaymentError as error:
        raise ConnectionFailed(translated(error)) from error


def check_psp(psp_id: str, *, at: datetime) -> PspRow:
    """Ask a provider whether it is there, and keep the answer. Outside any transaction.

    Emits: PspStateChanged when that changed.
    """
    psp = Psp.objects.select_related("brand").get(public_id=psp_id)
    state, detail = "ok", ""
    try:
        if psp.manual:
            providers.manual_provider(psp).check()
        else:
            providers.provider(psp).check()
    except PaymentError as error:
        state, detail = "down", note(error)
    return set_state(psp_id, state, detail, at=at)


@transaction.atomic
def set_state(psp_id: str, state: str, detail: str, *, at: datetime) -> PspRow:
    """Keep how a provider is.

    Locks: the method.
    Emits: PspStateChanged when that changed.
    """
    psp = lock_psp(psp_id)
    changed = psp.state != state
    psp.state, psp.state_detail, psp.checked_at = state, detail, at
    psp.save(update_fields=["state", "state_detail", "checked_at"])
    if changed:
        emit(
            PspStateChanged(psp_id=psp_id, state=state),
            aggregate=psp_id,
            brand_id=psp.brand_id,
            actor=SYSTEM,
        )
    return psp_row(psp)


@transaction.atomic
def update_settings(
    brand_pk: int,
    *,
    compliance_review_above: Decimal,
    second_approver_above: Decimal,
    actor: Actor,
    unknown_grace_s: int = 60,
    deposit_expiry_h: int = 24,
) -> SettingsRow:
    """Change a brand's limits.

    Raises:
        AmountInvalid: negative, or a grace below 10 s.
    """
    values: dict[str, Any] = {
        "compliance_review_above": compliance_review_above,
        "second_approver_above": second_approver_above,
        "unknown_grace_s": unknown_grace_s,
        "deposit_expiry_h": deposit_expiry_h,
    }
    for name in ("compliance_review_above", "second_approver_above"):
        if values[name] < 0:
            raise AmountInvalid(_t("a limit is not negative"), field=name)
    if not 1 <= unknown_grace_s <= 86_400 or not 1 <= deposit_expiry_h <= 720:
        raise AmountInvalid(
            _t("from 1 s to a day, and from 1 to 720 hours"), field="unknown_grace_s"
        )
    before = settings_row(brand_pk, CashierSettings.objects.filter(brand_id=brand_pk).first())
    found, _ = CashierSettings.objects.update_or_create(brand_id=brand_pk, defaults=values)
    record(
        "cashier.settings.change",
        subject=brand_of(brand_pk).public_id,
        actor=actor,
        brand_id=brand_pk,
        before=asdict(before),
        after=values,
    )
    return settings_row(brand_pk, found)
