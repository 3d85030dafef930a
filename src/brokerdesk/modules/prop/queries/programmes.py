"""Programmes as staff keep them, and the releases that rules refer to."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..errors import ProgrammeNotFound
from ..models import Programme, Release
from ..rows import programme_row
from ..types import ProgrammeRow


def programme(programme_id: str) -> ProgrammeRow:
    """One programme with its versions.

    Raises:
        ProgrammeNotFound: there is none.
    """
    rows = Programme.objects.prefetch_related("versions").filter(public_id=programme_id)
    found = rows.first()
    if found is None:
        raise ProgrammeNotFound(_("there is no such programme"))
    return programme_row(found)


def programmes(brand_pk: int) -> list[ProgrammeRow]:
    """A brand's programmes with their versions, in order."""
    rows = Programme.objects.prefetch_related("versions").filter(brand_id=brand_pk)
    return [programme_row(one) for one in rows.order_by("sort", "family", "pk")]


def releases(brand_pk: int, since: datetime) -> list[Release]:
    """A brand's releases from an instant on, in order."""
    return list(Release.objects.filter(brand_id=brand_pk, at__gte=since).order_by("at", "pk"))
