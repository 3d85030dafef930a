"""Row locks of this room: standing before document."""

from datetime import datetime

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import NotFound

from .models import Document, Standing


def lock_standing(client_pk: int, brand_pk: int, at: datetime) -> Standing:
    """Lock a client's standing; it is made when he has none."""
    Standing.objects.get_or_create(
        client_id=client_pk, defaults={"brand_id": brand_pk, "changed_at": at}
    )
    return Standing.objects.select_for_update(no_key=True).get(client_id=client_pk)


def lock_document(document_id: str, at: datetime) -> tuple[Standing, Document]:
    """Lock a document and, before it, its client's standing.

    Raises:
        NotFound: there is no such document.
    """
    owner = Document.objects.filter(public_id=document_id).values_list("client_id", "brand_id")
    found = owner.first()
    if found is None:
        raise NotFound(_("There is no such document."), field="document_id")
    standing = lock_standing(found[0], found[1], at)
    rows = Document.objects.select_for_update(of=("self",), no_key=True)
    document = rows.select_related("client", "type__group", "reason").get(public_id=document_id)
    return standing, document
