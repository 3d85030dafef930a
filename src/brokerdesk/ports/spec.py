"""What an adapter says about itself, and where rooms find it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _


class AdapterConfigError(ValueError):
    """The stored configuration does not fit the adapter."""


class UnknownAdapterError(LookupError):
    """No adapter of that family and kind is wired."""


@dataclass(frozen=True, slots=True)
class AdapterSpec:
    """One adapter: `build(config)` gives its gateway object.

    family: "trading", "payments", "mail", …  kind: "mt5", "streetpay", …
    config: the Pydantic model that also renders as the settings form; secrets are SecretStr.
    address: the fields of `config` that say which platform it reaches; an empty one fits any.
    sign_in_hint: what a client has to know of signing in, by the configuration; "" for nothing.
    """

    family: str
    kind: str
    title: str
    config: type[BaseModel]
    capabilities: frozenset[str]
    build: Callable[[Any], Any]
    docs: str = ""
    address: tuple[str, ...] = ()
    sign_in_hint: Callable[[Mapping[str, object]], str] = lambda _config: ""

    def same_address(self, one: Mapping[str, object], other: Mapping[str, object]) -> bool:
        """Whether two configurations reach the same platform; case does not matter."""
        pairs = [(self._part(name, one), self._part(name, other)) for name in self.address]
        return bool(pairs) and all(a == b or not a or not b for a, b in pairs)

    def _part(self, name: str, config: Mapping[str, object]) -> str:
        value = config.get(name, self.config.model_fields[name].get_default())
        return str(value).strip().rstrip("/").lower()


@dataclass(slots=True)
class AdapterRegistry:
    """Specs by family and kind; filled once by the composition root."""

    _specs: dict[tuple[str, str], AdapterSpec] = field(default_factory=dict)

    def register(self, spec: AdapterSpec) -> None:
        """Add a spec. Registering the same spec twice is harmless."""
        known = self._specs.setdefault((spec.family, spec.kind), spec)
        if known is not spec:
            raise AdapterConfigError(f"two adapters claim {spec.family}/{spec.kind}")

    def get(self, family: str, kind: str) -> AdapterSpec:
        """Find a spec.

        Raises:
            UnknownAdapterError: nothing is wired under that name.
        """
        try:
            return self._specs[family, kind]
        except KeyError:
            raise UnknownAdapterError(
                Marked(_("no adapter %(name)s is installed"), name=f"{family}/{kind}")
            ) from None

    def family(self, family: str) -> tuple[AdapterSpec, ...]:
        """List a family's specs by kind."""
        return tuple(s for (f, _), s in sorted(self._specs.items()) if f == family)


adapters = AdapterRegistry()
