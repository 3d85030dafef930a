"""Make the tables of the event store's next weeks; drop those of weeks long past."""

from django.conf import settings

from brokerdesk.core.jobs import periodic

from .retention import forget_weeks, make_weeks


@periodic(cron="7 2 * * *")
def turn_weeks() -> None:
    """Make and drop once a day: what is refused today is tried tomorrow."""
    make_weeks()
    forget_weeks(settings.EVENTS_KEEP_DAYS)
