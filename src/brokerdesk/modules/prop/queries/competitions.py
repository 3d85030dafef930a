"""Competitions for others."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..commerce_errors import CompetitionNotFound
from ..models import Competition


def competitions() -> QuerySet[Competition]:
    """All competitions with their programmes."""
    return Competition.objects.select_related("programme")


def competition(competition_id: str) -> Competition:
    """One competition.

    Raises:
        CompetitionNotFound: there is none.
    """
    found = competitions().filter(public_id=competition_id).first()
    if found is None:
        raise CompetitionNotFound(_("there is no such competition"))
    return found
