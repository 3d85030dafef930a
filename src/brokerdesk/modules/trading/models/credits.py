"""Following an account's credit: what deals cannot explain of it."""

from django.db import models

from .accounts import Account


class CreditStand(models.Model):
    """What an account's credit is beyond its deals. `base` is known or accepted by people.

    `gap` is what the platform shows beyond base and deals, unchanged since `gap_since`. While
    `base_due` stands, the first gap that lasts is the base: the login was not opened by us.
    """

    account = models.OneToOneField(Account, on_delete=models.PROTECT)
    base = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    gap = models.DecimalField(max_digits=28, decimal_places=8, default=0)
    gap_since = models.DateTimeField(null=True)
    base_due = models.BooleanField(default=False)
