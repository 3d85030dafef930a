"""The programme: how partners join, what they agree to, the links that bring clients."""

from functools import partial
from typing import ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from brokerdesk.core.secrets import EncryptedJSONField
from brokerdesk.core.texts import NoteField
from brokerdesk.kit.ids import new_id

from .tree import Partner


class Programme(models.Model):
    """How a brand takes and treats partners; a version holds until the next.

    body: as of `services.programme.rules`: how to join, questions, clicks, masking, abuse.
    """

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    body = models.JSONField()
    valid = DateTimeRangeField()
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(auto_now_add=True)


class Agreement(models.Model):
    """What a partner agrees to; a new version is agreed to anew."""

    brand = models.ForeignKey("brands.Brand", on_delete=models.PROTECT, db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "version"], name="agreement_once")
        ]


class Acceptance(models.Model):
    """A partner agreed to a version, from an address."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    ip = models.GenericIPAddressField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "agreement"], name="agreed_once")
        ]


class Application(models.Model):
    """A client asked to become a partner. state: waiting, approved, rejected.

    answers: [[question, answer], …]; `inviter` is the partner whose code he gave.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "app"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="applications")
    inviter = models.ForeignKey(
        Partner, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answers = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="waiting")
    reason = NoteField(length=500, blank=True, default="")
    sent_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner"],
                name="one_application_waits",
                condition=models.Q(state="waiting"),
            )
        ]


class Campaign(models.Model):
    """A partner's link of its own: where it leads and what it brought."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "cmp"))
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="campaigns", db_index=False
    )
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=24)
    landing = models.CharField(max_length=200, default="/")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "code"], name="campaign_code_once")
        ]


class Click(models.Model):
    """Somebody came by a link. `visitor` is a random id in his cookie; no address is kept.

    origin: the address under a salt of its day, good to tell many of one day from few.
    """

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "clk"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, db_index=False)
    visitor = models.CharField(max_length=32)
    origin = models.CharField(max_length=64)
    tag = models.CharField(max_length=100, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["partner", "-at"], name="clicks_of_partner"),
            models.Index(fields=["visitor", "at"], name="clicks_of_visitor"),
        ]


class Funnel(models.Model):
    """How far a client of a link came: when he did each step first."""

    client = models.OneToOneField("clients.Client", on_delete=models.PROTECT)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, null=True, db_index=False)
    click = models.ForeignKey(Click, on_delete=models.PROTECT, null=True, db_index=False)
    registered_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    deposited_at = models.DateTimeField(null=True)
    deposit = models.DecimalField(max_digits=28, decimal_places=8, null=True)
    deposit_currency = models.CharField(max_length=8, blank=True, default="")
    traded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["partner", "-registered_at"], name="funnel_of_partner")
        ]


class Postback(models.Model):
    """An address of a partner that is told of the steps of his clients; `secret` signs it."""

    public_id = models.CharField(max_length=40, unique=True, default=partial(new_id, "pbk"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT)
    url = models.CharField(max_length=400)
    steps = models.JSONField()
    secret = EncryptedJSONField()
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)


class PostbackCall(models.Model):
    """One step of one client told to one address, once. state: waiting, sent, failed.

    Without a client it is a test. `status` is what the address answered last.
    """

    postback = models.ForeignKey(
        Postback, on_delete=models.PROTECT, related_name="calls", db_index=False
    )
    client = models.ForeignKey("clients.Client", on_delete=models.PROTECT, null=True)
    step = models.CharField(max_length=12)
    state = models.CharField(max_length=8, default="waiting")
    status = models.PositiveSmallIntegerField(null=True)
    problem = NoteField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["postback", "client", "step"], name="postback_call_once"
            )
        ]
