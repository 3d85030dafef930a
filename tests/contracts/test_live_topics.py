"""A region in a template hears of an event only where its page or a panel says so too."""

import re
from pathlib import Path

import brokerdesk
from brokerdesk.core.registry import Surface
from brokerdesk.surfaces.live.scope import _collect

TOPICS = re.compile(r"""\{% live \S+ "([^"]+)"|data-live="([a-z_. ]+)\"""")
ROOT = Path(brokerdesk.__file__).parent


def _unheard(surface: Surface) -> set[tuple[str, str]]:
    heard = tuple(_collect(surface))
    found = set()
    for path in ROOT.rglob("templates/**/*.html"):
        if path.name.startswith("portal_") == (surface == "portal"):
            for pair in TOPICS.findall(path.read_text()):
                wanted = (topic for part in pair for topic in part.split())
                found |= {(path.name, t) for t in wanted if not t.startswith(heard)}
    return found


def test_every_topic_of_a_region_is_heard_on_its_surface() -> None:
    assert _unheard("portal") == set()
    # An office region with a wider topic than any listener would wait for events never sent.
    assert _unheard("backoffice") == set()
