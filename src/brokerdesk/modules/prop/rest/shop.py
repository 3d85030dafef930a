"""What all operations of commerce share: the router, whose client it is, the caller's key."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from brokerdesk.core.rest import ApiRequest, router
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.clients.queries import client as client_of
from brokerdesk.modules.clients.types import ClientRow

from ..errors import AttemptNotFound
from ..models import Attempt

r = router("prop", tags=["Prop"])
READ, WRITE, DECIDE = "prop:read", "prop:write", "prop:decide"
Id = Annotated[str, Field(min_length=1, max_length=40)]
Reason = Annotated[str, Field(min_length=1, max_length=300)]


def client_for(request: ApiRequest, client_id: str) -> ClientRow:
    """A client of the key's brand.

    Raises:
        NotFound: there is none.
    """
    row = client_of(client_id)
    own_brand(request, row.brand_pk)
    return row


def own_brand(request: ApiRequest, brand_pk: int) -> None:
    """Refuse what is another brand's as if there were none.

    Raises:
        NotFound: as said.
    """
    if request.brand_id is not None and brand_pk != request.brand_id:
        raise NotFound(_("There is no such thing."))


def own_attempt(request: ApiRequest, attempt_id: str) -> None:
    """Refuse an attempt that there is none of, or of another brand.

    Raises:
        AttemptNotFound, NotFound: as said.
    """
    known = Attempt.objects.filter(public_id=attempt_id).values_list("brand_id", flat=True).first()
    if known is None:
        raise AttemptNotFound(_("there is no such challenge"))
    own_brand(request, known)


def key_of(request: ApiRequest) -> str:
    """The caller's key of a money call, as orders keep it."""
    return f"api:{request.headers.get('Idempotency-Key', '').strip()}"[:128]
