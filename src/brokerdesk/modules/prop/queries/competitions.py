"""Competitions for others."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..commerce_errors import CompetitionInvalid, CompetitionNotFound
from ..models import Competition, Programme, ProgrammeVersion
from ..terms import read_terms


def competitions() -> QuerySet[Competition]:
    """All competitions with their programmes."""
    return Competition.objects.select_related("programme", "version")


def competition(competition_id: str) -> Competition:
    """One competition.

    Raises:
        CompetitionNotFound: there is none.
    """
    found = competitions().filter(public_id=competition_id).first()
    if found is None:
        raise CompetitionNotFound(_("there is no such competition"))
    return found


def version_of(row: Competition) -> ProgrammeVersion:
    """The version of the programme by which a competition is judged.

    Raises:
        CompetitionInvalid: the programme has no published version.
    """
    return row.version or newest_version(row.programme)


def newest_version(programme: Programme) -> ProgrammeVersion:
    """What a competition that opened now would be judged by.

    Raises:
        CompetitionInvalid: the programme has no published version.
    """
    versions = programme.versions.filter(published_at__isnull=False)
    newest = versions.order_by("-number").first()
    if newest is None:
        raise CompetitionInvalid(_("publish the programme first"), field="programme_id")
    return newest


def currency_of(version: ProgrammeVersion) -> str:
    """The currency of a competition's prizes: that of the accounts which compete."""
    return read_terms(version.terms).fee.currency
