"""Write a mail now, send it soon."""

from collections.abc import Mapping
from email.utils import formataddr
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from brokerdesk.core.jobs import defer
from brokerdesk.kit.clock import now

from .jobs import send_mail
from .models import Message


class MailBrand(Protocol):
    """What a mail needs to know of a brand."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def colour(self) -> str: ...
    @property
    def support_email(self) -> str: ...


def send(
    template: str,
    *,
    to: str,
    context: Mapping[str, Any],
    brand: MailBrand | None,
    key: str = "",
) -> bool:
    """Write a mail from `mail/<template>.txt` and `.html` in the caller's transaction.

    The first line of the text template is the subject. The same `key` is sent once; return
    whether this call wrote it.
    """
    values = {**context, "brand": brand, "to": to}
    subject, _sep, text = render_to_string(f"mail/{template}.txt", values).lstrip().partition("\n")
    name = brand.name if brand else "BrokerDesk"
    with transaction.atomic():
        message, created = Message.objects.get_or_create(
            key=key or f"mail:{uuid4()}",
            defaults={
                "template": template,
                "to": to,
                "sender": formataddr((name, settings.DEFAULT_FROM_EMAIL)),
                "subject": " ".join(subject.split())[:300],
                "text": text.strip() + "\n",
                "html": render_to_string(f"mail/{template}.html", values),
                "brand_id": brand.pk if brand else None,
                "created_at": now(),
            },
        )
        if created:
            defer(send_mail, message_pk=message.pk)
    return created
