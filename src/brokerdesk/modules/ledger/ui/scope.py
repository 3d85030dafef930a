"""Whose books a member of staff sees: those of the entities of his brands."""

from django.utils.translation import gettext as _

from brokerdesk.core.access import allowed
from brokerdesk.core.actors import Actor
from brokerdesk.kit.errors import NotFound
from brokerdesk.modules.brands.queries import brands, entities
from brokerdesk.modules.brands.types import EntityRow

VIEW = "ledger.view"


def visible_entities(actor: Actor) -> dict[int, EntityRow]:
    """Give the visible entities by primary key; an entity without a brand needs every brand."""
    seen: set[int] = set()
    hidden: set[int] = set()
    for brand in brands():
        right = allowed(actor, VIEW, brand_id=brand.pk)
        (seen if right else hidden).add(brand.entity_pk)
    every = allowed(actor, VIEW) and not hidden
    return {e.pk: e for e in entities() if every or e.pk in seen - hidden}


def require_entity(actor: Actor, entity_id: int) -> None:
    """Hide the books of other entities.

    Raises:
        NotFound: the actor may not know of them.
    """
    if entity_id not in visible_entities(actor):
        raise NotFound(_("There is no such ledger account or transaction."))
