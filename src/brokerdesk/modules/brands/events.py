"""Facts about brands."""

from dataclasses import dataclass
from typing import ClassVar

from brokerdesk.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    """A brand was made or its settings changed; `fields` names which."""

    type: ClassVar[str] = "brand.changed"
    version: ClassVar[int] = 1

    brand_id: str
    fields: tuple[str, ...]
