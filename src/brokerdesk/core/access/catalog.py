"""The permissions that rooms declare."""

from dataclasses import dataclass

from .types import Text


@dataclass(frozen=True, slots=True)
class PermissionSpec:
    """One permission: `room.thing.act`. `client` lets clients do it to what is their own."""

    code: str
    title: Text
    client: bool = False

    @property
    def room(self) -> str:
        """The part before the first dot."""
        return self.code.split(".", 1)[0]


_SPECS: dict[str, PermissionSpec] = {}


def declare(code: str, title: Text, *, client: bool = False) -> PermissionSpec:
    """Make a permission known; called in `<room>/permissions.py`.

    Raises:
        ValueError: the code is malformed or was declared with another meaning.
    """
    if "." not in code or code.strip(".") != code or "*" in code:
        raise ValueError(f"permission {code!r} must look like room.thing.act")
    spec = PermissionSpec(code, title, client)
    known = _SPECS.get(code)
    if known is not None and known.client != client:
        raise ValueError(f"permission {code!r} is declared twice with different meaning")
    _SPECS[code] = spec
    return spec


def permission_specs() -> tuple[PermissionSpec, ...]:
    """All permissions by code."""
    return tuple(_SPECS[code] for code in sorted(_SPECS))


def spec_of(code: str) -> PermissionSpec | None:
    """Return one permission, or None when no room declares it."""
    return _SPECS.get(code)


def known(pattern: str) -> bool:
    """Say whether a grant's permission names anything: a declared code or a prefix of one."""
    if pattern.endswith("*"):
        return pattern == "*" or any(code.startswith(pattern[:-1]) for code in _SPECS)
    return pattern in _SPECS
