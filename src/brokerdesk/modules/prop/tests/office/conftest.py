"""Alice's challenge, its journal, and the staff who may see it."""

from ..evidence.conftest import Scene, scene, staged, visitors

__all__ = ["Scene", "scene", "staged", "visitors"]
