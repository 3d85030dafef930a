"""API keys that knock at the room's REST doors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client as Browser

from brokerdesk.core.access.services import KeyRequest, create_api_key, revoke_api_key
from brokerdesk.core.actors import SYSTEM, Actor
from brokerdesk.kit.clock import now


@dataclass(frozen=True)
class Robot:
    """A caller with one key."""

    browser: Browser
    actor: Actor

    def get(self, path: str) -> Any:
        """Read a resource."""
        return self.browser.get(f"/api/v1{path}")

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send JSON."""
        return self.browser.post(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=dict(headers or {}),
        )

    def withdraw(self) -> None:
        """Revoke the key."""
        revoke_api_key(self.actor.id, actor=SYSTEM, at=now())


def robot(*scopes: str, brand_pk: int | None = None, maker: Actor = SYSTEM) -> Robot:
    """Make a key with these scopes, of one brand or of all."""
    wanted = KeyRequest(title="robot", scopes=scopes, brand_id=brand_pk)
    row, token = create_api_key(wanted, actor=maker, at=now())
    headers = {"host": "office.localhost", "authorization": f"Bearer {token}"}
    return Robot(Browser(headers=headers), row.actor)
