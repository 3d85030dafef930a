"""Tables of the ledger; rows are written by the database functions of `migrations/sql` only."""

from django.db import models


class Account(models.Model):
    """An account; a running one keeps balance and version here, under its row lock."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField(db_collation="C", unique=True)
    kind = models.TextField(choices=[("running", "running"), ("pooled", "pooled")])
    cls = models.TextField(
        choices=[(c, c) for c in ("asset", "liability", "income", "expense", "equity")]
    )
    asset = models.TextField()
    scale = models.SmallIntegerField()
    entity = models.ForeignKey("brands.LegalEntity", on_delete=models.PROTECT, related_name="+")
    owner = models.TextField(blank=True, default="")
    allow_negative = models.BooleanField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.BigIntegerField(default=0)
    balance = models.DecimalField(max_digits=38, decimal_places=18, default=0)

    class Meta:
        managed = False
        db_table = "ledger_account"


class Tx(models.Model):
    """A posted transaction; `batch` is the first transaction of the same call."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(db_collation="C", unique=True)
    digest = models.BinaryField()
    kind = models.TextField()
    effective_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    batch = models.BigIntegerField()
    reverses = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="reversal", db_column="reverses"
    )
    actor = models.TextField()
    meta = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "ledger_tx"


class Entry(models.Model):
    """One side of a posting: + for the destination, - for the source."""

    id = models.BigAutoField(primary_key=True)
    tx = models.ForeignKey(Tx, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries")
    line = models.IntegerField()
    version = models.BigIntegerField(null=True)
    amount = models.DecimalField(max_digits=38, decimal_places=18)
    balance_after = models.DecimalField(max_digits=38, decimal_places=18, null=True)

    class Meta:
        managed = False
        db_table = "ledger_entry"


class Checkpoint(models.Model):
    """A pooled account's sum of all entries up to the one `CheckpointMark.through`."""

    account = models.OneToOneField(
        Account, primary_key=True, on_delete=models.PROTECT, related_name="checkpoint"
    )
    balance = models.DecimalField(max_digits=38, decimal_places=18)

    class Meta:
        managed = False
        db_table = "ledger_checkpoint"


class CheckpointMark(models.Model):
    """The one row that says which entries the checkpoints hold."""

    id = models.SmallIntegerField(primary_key=True)
    through = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_checkpoint_mark"
