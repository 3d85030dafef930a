"""Tell all who took part in a competition how it ended: in a job, there may be thousands."""

from brokerdesk.core.jobs import job

from ..models import Attempt, Competition
from .mailing import Link, Words, write
from .order_words import competition_ended


@job()
def tell_participants(competition_id: str) -> None:
    """Tell each who took part; again tells nobody twice."""
    row = Competition.objects.get(public_id=competition_id)
    ranks = {str(place["attempt"]): int(place["rank"]) for place in row.result}
    mine = Attempt.objects.filter(order__competition=row).order_by("pk")
    for attempt_id, client_id in mine.values_list("public_id", "client__public_id"):

        def words(rank: int | None = ranks.get(attempt_id)) -> Words:
            return competition_ended(row.title, rank)

        write(client_id, f"competition_ended:{attempt_id}", words, board(competition_id))


def board(competition_id: str) -> Link:
    """The page of a competition's ranking."""
    return Link("prop.portal_competition", "competition_id", competition_id)
