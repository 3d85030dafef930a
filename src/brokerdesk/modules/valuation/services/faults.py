"""Runs of faulty quotes are kept for a while."""

from datetime import datetime, timedelta

from django.conf import settings

from ..models import QuoteFaultSeen

AT_ONCE = 10_000


def forget_faults(*, at: datetime) -> int:
    """Forget runs whose last quote came too long ago; give how many. What is left comes later."""
    before = at - timedelta(days=settings.QUOTE_FAULTS_KEEP_DAYS)
    old = QuoteFaultSeen.objects.filter(last_at__lt=before).order_by("last_at")
    pks = list(old.values_list("pk", flat=True)[:AT_ONCE])
    return QuoteFaultSeen.objects.filter(pk__in=pks).delete()[0]
