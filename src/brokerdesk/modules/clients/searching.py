"""Words that a person types, as a query of the search index."""

from typing import TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
SEPARATORS = str.maketrans(dict.fromkeys("@.+-_/'\"\\&|!():*<>,;%", " "))
MOST_WORDS = 6


def prefix_query(text: str) -> SearchQuery | None:
    """All words, each as a prefix; None when nothing is left to look for."""
    words = [w[:60] for w in text.lower().translate(SEPARATORS).split()][:MOST_WORDS]
    if not words:
        return None
    raw = " & ".join(f"'{word}':*" for word in words)
    return SearchQuery(raw, config="simple", search_type="raw")


def matching(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Keep clients whose name, address, phone or id begins with every word."""
    query = prefix_query(text)
    return rows.filter(search=query) if query is not None else rows.none()
