"""The shop of commerce, and what its clients got by mail."""

from ..commerce.conftest import Shop, opened, shop

__all__ = ["Shop", "opened", "shop"]
