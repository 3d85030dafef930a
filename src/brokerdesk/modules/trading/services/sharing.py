"""Two servers may share a platform only by separate groups: else every deal is there twice."""

from collections.abc import Mapping

from brokerdesk.kit.masks import overlap
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import UnknownAdapterError, adapters

from ..errors import PlatformShared
from ..models import Group, Server


def refuse_shared_groups(
    kind: str, config: Mapping[str, object], group_mask: str, *, but: int | None = None
) -> None:
    """Let a server in use read its groups, unless another (not `but`) in use reads one of them.

    Raises:
        PlatformShared: that server is named.
    """
    try:
        spec = adapters.get("trading", kind)
    except UnknownAdapterError:
        return
    others = Server.objects.filter(kind=kind, enabled=True).order_by("pk")
    for other in others if but is None else others.exclude(pk=but):
        if not spec.same_address(config, other.config):
            continue
        known = Group.objects.filter(server_id__in=[other.pk, but or other.pk], present=True)
        if overlap(group_mask, other.group_mask, known.values_list("name", flat=True)):
            raise PlatformShared(
                Marked(
                    _(
                        "%(title)s (%(code)s) reads groups %(mask)s of this platform: a group read"
                        " twice doubles every deal. Give groups that it does not follow"
                    ),
                    title=other.title,
                    code=other.code,
                    mask=other.group_mask,
                ),
                field="group_mask",
            )
