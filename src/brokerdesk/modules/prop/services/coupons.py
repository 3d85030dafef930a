"""Coupons and add-ons: kept by staff; a coupon's use is counted when an order is paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from brokerdesk.core.actors import Actor
from brokerdesk.core.audit import record
from brokerdesk.core.texts import translated
from brokerdesk.kit.errors import InvalidInput
from brokerdesk.kit.reading import CaseError

from ..commerce_errors import AddOnInvalid, CouponInvalid
from ..commerce_locks import lock_addon, lock_coupon
from ..errors import CodeTaken
from ..models import AddOn, Coupon, Order
from ..overlays import overlay_json, read_overlay
from ..pricing import Part
from ..types import OrderState

_COUNTED = (OrderState.PAID, OrderState.REFUNDED, OrderState.CHARGED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponDraft:
    """A coupon to keep; exactly one of percent and money. programmes: codes; empty: all."""

    code: str
    percent: Decimal | None = None
    money: Decimal | None = None
    programmes: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    max_uses: int | None = None
    per_client: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOnDraft:
    """An add-on to sell; exactly one of percent (of the fee) and money."""

    code: str
    title: str
    overlay: Mapping[str, object]
    percent: Decimal | None = None
    money: Decimal | None = None
    programmes: tuple[str, ...] = ()


@transaction.atomic
def add_coupon(brand_pk: int, draft: CouponDraft, *, actor: Actor, at: datetime) -> Coupon:
    """Keep a coupon; its code is read without regard to case.

    Raises:
        CouponInvalid: its worth, uses or times cannot be meant.
        CodeTaken: the brand has a coupon of this code.
    """
    code = draft.code.strip().upper()
    if not code or not code.isprintable() or len(code) > 40 or " " in code:
        raise CouponInvalid(_("a code has 1 to 40 signs without spaces"), field="code")
    _check_coupon(draft)
    try:
        with transaction.atomic():
            row = Coupon.objects.create(
                brand_id=brand_pk, code=code, created_by=actor.ref, created_at=at,
                **_of_coupon(draft),
            )  # fmt: skip
    except IntegrityError:
        raise CodeTaken(_("there is a coupon of this code already"), field="code") from None
    _note("coupon", row, actor)
    return row


@transaction.atomic
def change_coupon(coupon_pk: int, draft: CouponDraft, *, actor: Actor) -> Coupon:
    """Change what a coupon is worth, for whom and how long; its code and its uses stay.

    Orders keep the price that they were made with.
    Locks: coupon.
    Raises:
        CouponInvalid: its worth, uses or times cannot be meant, or it was used more often already.
    """
    row = lock_coupon(coupon_pk)
    _check_coupon(draft)
    if draft.max_uses is not None and draft.max_uses < row.used:
        raise CouponInvalid(
            _("it was used %(used)s times already") % {"used": row.used}, field="max_uses"
        )
    before = _shown(row)
    for name, value in _of_coupon(draft).items():
        setattr(row, name, value)
    row.save()
    _note("coupon_changed", row, actor, before)
    return row


@transaction.atomic
def change_addon(addon_pk: int, draft: AddOnDraft, *, actor: Actor) -> AddOn:
    """Change an add-on for those who buy from now on; its code stays.

    Locks: add-on.
    Raises:
        AddOnInvalid: its overlay or price cannot be meant; it names the key.
    """
    row = lock_addon(addon_pk)
    before, values = _shown(row), _of_addon(draft)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _note("addon_changed", row, actor, before)
    return row


@transaction.atomic
def add_addon(brand_pk: int, draft: AddOnDraft, *, actor: Actor) -> AddOn:
    """Sell an add-on.

    Raises:
        AddOnInvalid: its overlay or price cannot be meant; it names the key.
        CodeTaken: the brand has an add-on of this code.
    """
    values = _of_addon(draft)
    try:
        with transaction.atomic():
            row = AddOn.objects.create(brand_id=brand_pk, code=draft.code, **values)
    except IntegrityError:
        raise CodeTaken(_("there is an add-on of this code already"), field="code") from None
    _note("addon", row, actor)
    return row


@transaction.atomic
def switch(row: Coupon | AddOn, *, enabled: bool, actor: Actor) -> None:
    """Let a coupon or add-on be used, or no more; what was sold with it stays as it is."""
    row.enabled = enabled
    row.save(update_fields=["enabled"])
    _note("coupon" if isinstance(row, Coupon) else "addon", row, actor)


def find_coupon(brand_pk: int, code: str, programme_code: str, at: datetime) -> Coupon:
    """A coupon that is good for a programme now.

    Raises:
        CouponInvalid: there is none, it is not valid now, or not for this.
    """
    given = code.strip().upper()
    row = Coupon.objects.filter(brand_id=brand_pk, code=given, enabled=True).first()
    if row is None:
        raise CouponInvalid(_("there is no such coupon"), field="coupon")
    if (row.valid_from and at < row.valid_from) or (row.valid_until and at >= row.valid_until):
        raise CouponInvalid(_("the coupon is not valid now"), field="coupon")
    if row.programmes and programme_code not in row.programmes:
        raise CouponInvalid(_("the coupon is for another programme"), field="coupon")
    if row.max_uses is not None and row.used >= row.max_uses:
        raise CouponInvalid(_("the coupon is used up"), field="coupon")
    return row


def check_client_uses(coupon: Coupon, client_pk: int) -> None:
    """Refuse a coupon that a client has used as often as he may.

    Raises:
        CouponInvalid: he has.
    """
    used = Order.objects.filter(coupon=coupon, client_id=client_pk, state__in=_COUNTED).count()
    if used >= coupon.per_client:
        raise CouponInvalid(_("you have used this coupon already"), field="coupon")


def count_use(coupon_pk: int, client_pk: int) -> None:
    """Count a use of a coupon, in the transaction that pays the order.

    Locks: coupon.
    Raises:
        CouponInvalid: it is used up meanwhile, or switched off.
    """
    coupon = lock_coupon(coupon_pk)
    if not coupon.enabled or (coupon.max_uses is not None and coupon.used >= coupon.max_uses):
        raise CouponInvalid(_("the coupon is used up"), field="coupon")
    check_client_uses(coupon, client_pk)
    coupon.used += 1
    coupon.save(update_fields=["used"])


def coupon_part(coupon: Coupon) -> Part:
    """A coupon as a part of a price."""
    return Part("coupon", coupon.code, coupon.code, coupon.percent, coupon.money)


def _check_coupon(draft: CouponDraft) -> None:
    _check_worth(draft, CouponInvalid, most=100)
    if draft.per_client < 1 or (draft.max_uses is not None and draft.max_uses < 1):
        raise CouponInvalid(_("it can be used once at least"), field="max_uses")
    if draft.valid_from and draft.valid_until and draft.valid_until <= draft.valid_from:
        raise CouponInvalid(_("it ends before it begins"), field="valid_until")


def _of_coupon(draft: CouponDraft) -> dict[str, Any]:
    return {
        "percent": draft.percent, "money": draft.money, "programmes": list(draft.programmes),
        "valid_from": draft.valid_from, "valid_until": draft.valid_until,
        "max_uses": draft.max_uses, "per_client": draft.per_client,
    }  # fmt: skip


def _of_addon(draft: AddOnDraft) -> dict[str, Any]:
    try:
        overlay = read_overlay(draft.overlay)
    except CaseError as error:
        raise AddOnInvalid(translated(error), field="overlay") from error
    _check_worth(draft, AddOnInvalid, most=1000)
    return {
        "title": draft.title, "overlay": overlay_json(overlay), "percent": draft.percent,
        "money": draft.money, "programmes": list(draft.programmes),
    }  # fmt: skip


def _shown(row: Coupon | AddOn) -> dict[str, Any]:
    """What audit keeps of a coupon or add-on."""
    names = ("code", "enabled", "percent", "money", "programmes")
    more = ("valid_from", "valid_until", "max_uses", "per_client")
    own = more if isinstance(row, Coupon) else ("title", "overlay")
    found = {name: getattr(row, name) for name in (*names, *own)}
    return {
        name: value if isinstance(value, (bool, int, list, dict)) or value is None else str(value)
        for name, value in found.items()
    }


def _check_worth(
    draft: CouponDraft | AddOnDraft, refusal: type[InvalidInput], *, most: int
) -> None:
    if (draft.percent is None) == (draft.money is None):
        raise refusal(_("give either a percentage or an amount"), field="percent")
    given = draft.money if draft.percent is None else draft.percent
    if given is None or not given.is_finite() or given <= 0:
        raise refusal(_("give a number above 0"), field="percent")
    if draft.percent is not None and draft.percent > most:
        raise refusal(_("give %(most)s percent at most") % {"most": most}, field="percent")


def _note(
    what: str, row: Coupon | AddOn, actor: Actor, before: dict[str, Any] | None = None
) -> None:
    record(
        f"prop.{what}", subject=row.public_id, actor=actor, brand_id=row.brand_id,
        before=before, after=_shown(row),
    )  # fmt: skip
