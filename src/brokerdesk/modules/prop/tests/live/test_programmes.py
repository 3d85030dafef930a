"""Programmes are drafts until they are published, and then never change."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from brokerdesk.core.actors import Actor
from brokerdesk.modules.trading.testing import START, World, make_brand, make_product, make_server

from ...documents import programme_of, stage_document, with_more_days
from ...engine import fingerprint
from ...errors import CodeTaken, NothingPublished, ProgrammeInvalid, VersionPublished
from ...models import ProgrammeVersion
from ...queries.programmes import programme, programmes
from ...services.programmes import (
    Draft,
    Named,
    clone,
    create_programme,
    edit_draft,
    offer_again,
    publish,
    retire,
)
from .making import CHALLENGE, FUNDED, rule

pytestmark = pytest.mark.django_db
DANA = Actor("staff", "stf_dana", "Dana")
DOCUMENT = {
    "name": "Two", "version": "1", "currency": "USD", "initial_balance": "100000",
    "phases": [CHALLENGE, FUNDED],
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return World()


def draft(world: World, **terms: object) -> Draft:
    product = make_product(world.brand, world.server, kind="demo")
    given = {
        "fee": {"amount": "100", "currency": "USD"}, "products": [product.public_id],
        "split": ["0.80"],
    }  # fmt: skip
    return Draft(DOCUMENT, {**given, **terms}, {"from": "test"})


def test_a_draft_is_changed_published_and_then_followed_by_another(world: World) -> None:
    first = draft(world)
    made = create_programme(world.brand.pk, Named("two", "Two", "two"), first, actor=DANA, at=START)
    edit_draft(made.public_id, first, actor=DANA, at=START)
    version = publish(made.public_id, actor=DANA, at=START)
    assert version.fingerprint == fingerprint(programme_of(DOCUMENT))
    with pytest.raises(VersionPublished):
        publish(made.public_id, actor=DANA, at=START)
    changed = Draft({**DOCUMENT, "name": "Other"}, first.terms)
    assert edit_draft(made.public_id, changed, actor=DANA, at=START).number == 2
    row = programme(made.public_id)
    assert (row.state, row.published and row.published.number, len(row.versions)) == (
        "offered", 1, 2,
    )  # fmt: skip
    retire(made.public_id, actor=DANA)
    assert programmes(world.brand.pk)[0].state == "retired"
    offer_again(made.public_id, actor=DANA)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeVersion.objects.filter(number=1).update(fingerprint="")


def test_what_cannot_be_meant_is_refused_by_its_key(world: World) -> None:
    good = draft(world)
    wrong = [
        Draft({**DOCUMENT, "colour": "blue"}, good.terms),
        Draft({**DOCUMENT, "started_at": "2026-01-01T00:00:00Z"}, good.terms),
        Draft(DOCUMENT, {**good.terms, "colour": "blue"}),
        Draft({**DOCUMENT, "currency": "EUR"}, good.terms),
        Draft(DOCUMENT, {**good.terms, "products": ["prd_none"]}),
        Draft(DOCUMENT, {**good.terms, "products": [world.product.public_id]}),
    ]
    for one in wrong:
        with pytest.raises(ProgrammeInvalid):
            create_programme(world.brand.pk, Named("x", "X", "x"), one, actor=DANA, at=START)
    assert programmes(world.brand.pk) == []


def test_another_brand_s_product_is_not_there(world: World) -> None:
    other = make_brand("south")
    product = make_product(other, make_server(other, "mt5b"), kind="demo")
    one = draft(world, products=[product.public_id])
    with pytest.raises(ProgrammeInvalid):
        create_programme(world.brand.pk, Named("x", "X", "x"), one, actor=DANA, at=START)


def test_codes_are_a_brand_s_own_and_clones_begin_as_drafts(world: World) -> None:
    one = draft(world)
    made = create_programme(world.brand.pk, Named("two", "Two", "t"), one, actor=DANA, at=START)
    with pytest.raises(CodeTaken):
        create_programme(world.brand.pk, Named("two", "Two", "t"), one, actor=DANA, at=START)
    with pytest.raises(CodeTaken):
        clone(made.public_id, Named("two", "Two", "t"), actor=DANA, at=START)
    copy = clone(made.public_id, Named("three", "Three", "t"), actor=DANA, at=START)
    with pytest.raises(NothingPublished):
        offer_again(copy.public_id, actor=DANA)
    assert copy.state == "draft"


def test_a_stage_s_document_has_one_phase_fitted_to_its_size() -> None:
    lock = {"floor_at": "100000"}
    overall = rule(
        "max_overall_loss", amount={"money": "6000"}, lock=lock, mode="trail_eod_balance"
    )
    document = {
        **DOCUMENT,
        "phases": [CHALLENGE, {"name": "F", "funded": True, "rules": [overall]}],
    }
    fitted = programme_of(stage_document(document, 1, Decimal(125_000)))
    (phase,) = fitted.phases
    loss = phase.max_overall_loss
    assert loss is not None
    assert loss.lock is not None
    assert (fitted.initial_balance, loss.amount.fixed, loss.lock.floor_at) == (
        Decimal(125_000), Decimal(7_500), Decimal(125_000),
    )  # fmt: skip
    assert stage_document(document, 0)["phases"] == [CHALLENGE]
    with pytest.raises(ValueError, match="no limit"):
        with_more_days(stage_document(document, 0), 3)
