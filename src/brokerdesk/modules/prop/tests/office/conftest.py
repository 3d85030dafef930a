"""Alice's challenge, its journal, and the staff who may see it."""

from typing import Any

import pytest

from brokerdesk.core.ui import url

from ...models import Attempt
from ..evidence.conftest import Scene, scene, staged, visitors

__all__ = ["Scene", "scene", "staged", "visitors"]


@pytest.fixture
def attempt(scene: Scene) -> Attempt:
    return scene.stage.attempt


def post(scene: Scene, name: str, body: dict[str, Any], **where: str) -> Any:
    """Post as the staff member who may."""
    return scene.visitors.right.post(url("backoffice", name, **where), body)
