"""Two servers may share a platform only by separate groups: else every deal is there twice."""

from collections.abc import Collection, Mapping

from brokerdesk.kit.masks import matches, overlap
from brokerdesk.kit.texts import Marked
from brokerdesk.kit.texts import noop as _
from brokerdesk.ports.spec import UnknownAdapterError, adapters

from ..errors import ConfigInvalid, PlatformShared
from ..models import Group, Server

NAMED = 5


def refuse_empty_mask(group_mask: str, groups: Collection[str]) -> None:
    """Refuse a mask that leaves out all groups of a platform that has some.

    Raises:
        ConfigInvalid: the first few groups are named.
    """
    if groups and not any(matches(group_mask, name) for name in groups):
        shown = ", ".join(sorted(groups)[:NAMED])
        raise ConfigInvalid(
            Marked(
                _("none of the server's %(count)s groups matches; among them are %(shown)s"),
                count=len(groups),
                shown=shown,
            ),
            field="group_mask",
        )


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
