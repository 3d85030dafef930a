"""`make new-adapter`: copy the adapter template under a new name; the copy's tests pass."""

import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

ADAPTERS = Path(__file__).resolve().parents[1] / "src" / "brokerdesk" / "adapters"
TEMPLATE = ADAPTERS / "_template"
KINDS = ("trading",)
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
TEXTS = frozenset({".py", ".md"})


class UsageError(Exception):
    """The arguments name no new adapter."""


def copy_template(kind: str, name: str, adapters: Path = ADAPTERS) -> Path:
    """Copy the template to `adapters/kind/name`, renamed throughout.

    Raises:
        UsageError: an unknown kind, an unfit name, or the folder exists.
    """
    if kind not in KINDS:
        raise UsageError(f"KIND is one of: {', '.join(KINDS)} (there is no template for {kind!r})")
    if not NAME.fullmatch(name):
        raise UsageError("NAME is lower-case letters, digits and _, at least two, a letter first")
    target = adapters / kind / name
    if target.exists():
        raise UsageError(f"{kind}/{name} exists already")
    shutil.copytree(TEMPLATE, target, ignore=shutil.ignore_patterns("__pycache__"))
    title = "".join(part.title() for part in name.split("_"))
    for file in target.rglob("*"):
        if file.suffix in TEXTS:
            text = file.read_text()
            renamed = text.replace("Template", title).replace('"template"', f'"{name}"')
            file.write_text(renamed)
    return target


def main(argv: Sequence[str]) -> int:
    """Copy, and say what comes next. KIND may be left out: trading."""
    try:
        if not 1 <= len(argv) <= 2:
            raise UsageError("make new-adapter [KIND=trading] NAME=venue")
        kind, name = argv if len(argv) == 2 else ("trading", argv[0])
        target = copy_template(kind, name)
    except UsageError as error:
        print(f"new-adapter: {error}", file=sys.stderr)
        return 2
    shown = target.relative_to(ADAPTERS.parents[2])
    print(f"{shown} is ready. Its tests: .venv/bin/pytest {shown}")
    print(f"Add {kind}.{name}.SPEC to src/brokerdesk/adapters/registry.py when it speaks its wire.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
