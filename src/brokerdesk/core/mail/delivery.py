"""Hand a waiting mail over."""

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from brokerdesk.kit.clock import now

from .models import Message


@transaction.atomic
def deliver(message_pk: int) -> None:
    """Hand a waiting mail to the SMTP server, once; a failure is raised so that the job retries.

    Locks: the message. A crash between the server's yes and our commit may send it twice.
    """
    row = (
        Message.objects.select_for_update(no_key=True)
        .filter(pk=message_pk, state="waiting")
        .first()
    )
    if row is None:
        return
    mail = EmailMultiAlternatives(
        row.subject,
        row.text,
        row.sender,
        [row.to],
        headers={"X-BrokerDesk-Mail": str(row.pk), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(row.html, "text/html")
    mail.send()
    row.state, row.sent_at = "sent", now()
    row.subject = row.text = row.html = ""
    row.save(update_fields=["state", "sent_at", "subject", "text", "html"])
