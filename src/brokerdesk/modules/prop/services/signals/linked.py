"""Signals between clients who share a device or an address on the Internet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from brokerdesk.core.identity.types import Since, Visits
from brokerdesk.modules.clients.queries import client_ids, client_links
from brokerdesk.modules.clients.types import ClientLink

from ...models import Stage
from .alone import MOST_SHOWN, Evidence
from .limits import Limits

Challenges = Mapping[int, Sequence[str]]


def linked(
    brand_pk: int, limits: Limits, *, since: datetime, at: datetime
) -> Iterator[tuple[str, str, Evidence]]:
    """Give (challenge, other client, evidence) for clients whose challenges ran since an instant.

    However many challenges the other has: one signal of each of his own names them all.
    """
    running = _running(brand_pk, since)
    ask = Since(at=at - timedelta(days=limits.days), people=limits.people, times=limits.sign_ins)
    shared: dict[tuple[int, int], list[ClientLink]] = defaultdict(list)
    for link in client_links(brand_pk, ask):
        if link.client_pk in running and link.other_pk in running:
            shared[link.client_pk, link.other_pk].append(link)
    names = client_ids({other for _client, other in shared})
    for (client, other), links in sorted(shared.items()):
        for attempt in running[client]:
            yield attempt, names[other], _evidence(links, running[other], limits)


def without_addresses(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence as they see it who may not decide on it."""
    if "shared" not in evidence:
        return dict(evidence)
    return {**evidence, "shared": [{**row, "address": ""} for row in evidence["shared"]]}


def _running(brand_pk: int, since: datetime) -> Challenges:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Stage.objects.filter(attempt__brand_id=brand_pk, started_at__isnull=False)
    ran = rows.filter(ended_at=None) | rows.filter(ended_at__gte=since)
    named = ran.values_list("attempt__client_id", "attempt__public_id").distinct()
    for client, attempt in named.order_by("attempt_id"):
        found[client].append(attempt)
    return found


def _evidence(links: Sequence[ClientLink], attempts: Sequence[str], limits: Limits) -> Evidence:
    devices = sum(one.what == "device" for one in links)
    return {
        "devices": devices,
        "addresses": len(links) - devices,
        "sign_ins": limits.sign_ins,
        "people": limits.people,
        "days": limits.days,
        "attempts": list(attempts),
        "shared": [_row(one) for one in links[:MOST_SHOWN]],
    }


def _row(link: ClientLink) -> dict[str, str]:
    other = {f"other_{name}": value for name, value in _visits(link.its).items()}
    return {"what": link.what, "address": link.address, **_visits(link.own), **other}


def _visits(visits: Visits) -> dict[str, str]:
    return {
        "times": str(visits.times),
        "first_at": visits.first_at.isoformat(),
        "last_at": visits.last_at.isoformat(),
    }
