"""Sends waiting mails."""

from datetime import timedelta

from brokerdesk.core.jobs import RetryPolicy, defer, job, periodic
from brokerdesk.kit.clock import now


@job(queue="mail", retry=RetryPolicy(attempts=12, first_wait_s=2, max_wait_s=3_600))
def send_mail(message_pk: int) -> None:
    """Send one mail."""
    from .delivery import deliver

    deliver(message_pk)


@periodic(every_s=300)
def send_stranded() -> None:
    """Try mails again whose job gave up, for three days."""
    from .models import Message

    at = now()
    waiting = Message.objects.filter(
        state="waiting",
        created_at__lt=at - timedelta(hours=6),
        created_at__gt=at - timedelta(days=3),
    )
    for pk in waiting.order_by("created_at").values_list("pk", flat=True)[:500]:
        defer(send_mail, once=f"mail:{pk}", message_pk=pk)
