"""Who acts: every command names one."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["staff", "client", "api_key", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `id` is a public id; brand_id is None for staff of all brands."""

    kind: ActorKind
    id: str
    label: str
    brand_id: int | None = None

    @property
    def ref(self) -> str:
        """The form kept in events and audit, such as `staff:stf_…`."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor(kind="system", id="brokerdesk", label="BrokerDesk")
