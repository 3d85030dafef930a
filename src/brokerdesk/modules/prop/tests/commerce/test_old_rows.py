"""Rows of before a migration are filled as it says."""

from importlib import import_module

from django.db import connection

from ...models import Competition, Programme, ProgrammeVersion
from .conftest import FINN, Shop
from .test_competitions import held

_AS_BEFORE = """
INSERT INTO prop_competition (public_id, brand_id, programme_id, version_id, title, state, metric,
    opens_at, starts_at, ends_at, prizes, excluded, result, created_by, ended_by, approved_by,
    approved_at, created_at)
SELECT 'cmp_old', brand_id, programme_id, version_id, title, state, metric, opens_at, starts_at,
    ends_at, prizes, excluded, result, created_by, ended_by, approved_by, approved_at, created_at
FROM prop_competition WHERE id = %s
"""


def version(row: Competition, number: int, *, published: bool) -> ProgrammeVersion:
    first = row.programme.versions.get(number=1)
    by = {"published_by": "staff:x", "published_at": first.created_at} if published else {}
    return ProgrammeVersion.objects.create(
        programme=row.programme, number=number, document=first.document, terms=first.terms,
        fingerprint=f"f{number}", created_by=FINN.ref, created_at=first.created_at, **by,
    )  # fmt: skip


def test_competitions_of_before_keep_the_rules_published_then(shop: Shop) -> None:
    row = held(shop)
    second = version(row, 2, published=True)
    version(row, 3, published=False)
    unsold = Programme.objects.create(
        brand_id=row.brand_id, code="unsold", title="Unsold", family="unsold", kind="competition",
        created_at=shop.at,
    )  # fmt: skip
    bare = Competition.objects.create(
        brand_id=row.brand_id, programme=unsold, title="Bare", opens_at=row.opens_at,
        starts_at=row.starts_at, ends_at=row.ends_at, created_by=FINN.ref, created_at=shop.at,
    )  # fmt: skip
    Competition.objects.update(version=None)
    module = import_module("brokerdesk.modules.prop.migrations.0005_competitions_keep_their_rules")
    with connection.cursor() as cursor:
        cursor.execute(module.FILL)
    row.refresh_from_db()
    bare.refresh_from_db()
    assert (row.version, bare.version) == (second, None)


def test_a_process_of_before_makes_a_competition_beside_the_new_column(shop: Shop) -> None:
    """It does not name who judged, and a list is there all the same."""
    known = held(shop)
    with connection.cursor() as cursor:
        cursor.execute(_AS_BEFORE, [known.pk])
    assert Competition.objects.get(public_id="cmp_old").judged_by == []
