"""Row locks of this room."""

from django.utils.translation import gettext as _

from brokerdesk.kit.errors import NotFound

from .models import Brand, LegalEntity


def lock_brand(brand_id: str) -> Brand:
    """Lock a brand.

    Raises:
        NotFound: there is no such brand.
    """
    rows = Brand.objects.select_for_update(of=("self",), no_key=True).select_related("entity")
    row = rows.filter(public_id=brand_id).first()
    if row is None:
        raise NotFound(_("There is no such brand."))
    return row


def lock_entity(entity_id: str) -> LegalEntity:
    """Lock an entity.

    Raises:
        NotFound: there is no such entity.
    """
    row = LegalEntity.objects.select_for_update(no_key=True).filter(public_id=entity_id).first()
    if row is None:
        raise NotFound(_("There is no such legal entity."))
    return row
