"""What a client bought, frozen as he bought it."""

from functools import partial
from typing import ClassVar

from django.db import models

from brokerdesk.kit.ids import new_id

from .catalogue import Coupon, ProgrammeVersion


class Order(models.Model):
    """A purchase. kind: challenge, reset, retry, extension, competition, trial.

    state: awaiting_payment, paid, expired, cancelled, refunded, charged_back. document, terms:
    the version's, with the add-ons resolved: what the attempt is judged by for ever. lines: the
    price, line by line. `of_attempt`: whose reset, retry or extension it is. auto_pay: it is paid
    as soon as the wallet suffices. deposit_id: the newest deposit in the wallet when it was paid.
    refund_by: who of staff asked for the refund that a colleague has to approve.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pro"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT)
    version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, default="challenge")
    state = models.CharField(max_length=16, default="awaiting_payment")
    document = models.JSONField()
    terms = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    product_id = models.CharField(max_length=40)
    addons = models.JSONField(default=list)
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, null=True)
    lines = models.JSONField(default=list)
    price = models.DecimalField(max_digits=28, decimal_places=8)
    currency = models.CharField(max_length=8)
    of_attempt = models.ForeignKey(
        "prop.Attempt", on_delete=models.PROTECT, null=True, related_name="+"
    )
    competition = models.ForeignKey("prop.Competition", on_delete=models.PROTECT, null=True)
    auto_pay = models.BooleanField(default=False)
    deposit_id = models.CharField(max_length=40, blank=True, default="")
    refund_by = models.CharField(max_length=60, blank=True, default="")
    refund_reason = models.CharField(max_length=300, blank=True, default="")
    key = models.CharField(max_length=128, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True, default="")
    refunded = models.DecimalField(max_digits=28, decimal_places=8, default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "expires_at"], name="prop_order_due"),
            models.Index(
                fields=["deposit_id"], name="prop_order_deposit", condition=~models.Q(deposit_id="")
            ),
            models.Index(
                fields=["id"],
                name="prop_refund_waits",
                condition=models.Q(state="paid") & ~models.Q(refund_by=""),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "key"], name="prop_order_once", condition=~models.Q(key="")
            )
        ]
