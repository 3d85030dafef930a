"""A client whom staff entered gets his sign-in."""

from django.db import transaction

from brokerdesk.core import audit, mail
from brokerdesk.core.actors import Actor
from brokerdesk.core.identity import services as identity
from brokerdesk.core.identity.invitations import invitation_token
from brokerdesk.core.identity.realm import brand_realm
from brokerdesk.core.ui import absolute_url, url
from brokerdesk.modules.brands.queries import brand as brand_of

from ..locks import lock_client


@transaction.atomic
def invite_client(client_id: str, *, actor: Actor) -> None:
    """Mail a client the link to set a password; his sign-in is made when he has none.

    Locks: client.
    """
    row = lock_client(client_id)
    brand = brand_of(row.brand_id)
    if row.user_id is None:
        realm = brand_realm(row.brand_id)
        user = identity.create_user(realm=realm, email=row.email, password=None)
        row.user_id = user.pk
        row.save(update_fields=["user"])
    path = url("portal", "clients.join", token=invitation_token(row.user_id))
    mail.send(
        "clients/invitation",
        to=row.email,
        context={"first_name": row.first_name, "link": absolute_url(brand.host, path)},
        brand=brand,
    )
    audit.record("clients.invite", subject=client_id, actor=actor, brand_id=row.brand_id)
