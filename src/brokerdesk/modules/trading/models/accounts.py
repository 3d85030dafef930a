"""Trading accounts, and logins that we did not open."""

from functools import partial
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q

from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .servers import Product, Server

FIGURES = ("balance", "credit", "equity", "margin", "margin_free", "level", "floating")
FIGURES_AND_CHECK = (*FIGURES, "figures_at", "gap", "gap_since", "opening_due")


@pghistory.track(exclude=list(FIGURES_AND_CHECK))
class Account(models.Model):
    """One login of one client. Figures are the platform's own, as of `figures_at`."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "acc"))
    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT)
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, db_index=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    server = models.ForeignKey(Server, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    login = models.BigIntegerField(null=True)
    group = models.CharField(max_length=128)
    currency = models.CharField(max_length=8)
    leverage = models.PositiveIntegerField()
    state = models.CharField(max_length=16, default="requested")
    failure = NoteField(blank=True, default="")
    may_deposit = models.BooleanField(default=True)
    may_withdraw = models.BooleanField(default=True)
    may_transfer = models.BooleanField(default=True)
    may_trade = models.BooleanField(default=True)
    pays_partner = models.BooleanField(default=True)
    visible = models.BooleanField(default=True)
    balance = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    credit = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    equity = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    margin = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    margin_free = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    level = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    floating = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    figures_at = models.DateTimeField(null=True)
    gap = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    gap_since = models.DateTimeField(null=True)
    opening_due = models.BooleanField(default=False)
    provisioned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["server", "login"],
                name="login_once_per_server",
                condition=Q(login__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(login__isnull=False)
                | Q(state__in=["requested", "provisioning", "failed"]),
                name="open_account_has_login",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "-id"], name="account_by_client"),
            models.Index(fields=["brand", "-id"], name="account_by_brand"),
            models.Index(fields=["provisioned_at"], name="account_by_opening"),
        ]


class ForeignLogin(models.Model):
    """A login that we did not open: its deals are kept, its owner is still to be named.

    Group, name, balance and leverage are the platform's, as of `read_at`.
    """

    server = models.ForeignKey(Server, on_delete=models.PROTECT, db_index=False)
    login = models.BigIntegerField()
    group = models.CharField(max_length=128, blank=True, default="")
    name = models.CharField(max_length=128, blank=True, default="")
    balance = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    leverage = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    first_seen_at = models.DateTimeField()
    bound_account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "login"], name="foreign_login_once")
        ]
