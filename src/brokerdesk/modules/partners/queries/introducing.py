"""Clients and their direct partners, as lower rooms ask for them."""

from collections.abc import Collection, Mapping

from django.db.models.functions import Now

from brokerdesk.modules.clients.services.introducers import Introducer

from ..models import ClientPartner, Partner


class DirectPartners:
    """Answers by the tree as it stands now."""

    def of(self, client_pks: Collection[int]) -> Mapping[int, Introducer]:
        """The direct partner of each client who has one."""
        rows = ClientPartner.objects.filter(
            client_id__in=list(client_pks), valid__contains=Now(), partner__isnull=False
        ).values_list(
            "client_id", "partner__public_id", "partner__client__first_name",
            "partner__client__last_name",
        )  # fmt: skip
        known: dict[str, Introducer] = {}
        return {
            client: known.setdefault(public_id, Introducer(public_id, f"{first} {last}".strip()))
            for client, public_id, first, last in rows
        }

    def names(self, public_ids: Collection[str]) -> Mapping[str, str]:
        """What partners are called."""
        rows = Partner.objects.filter(public_id__in=list(public_ids)).values_list(
            "public_id", "client__first_name", "client__last_name"
        )
        return {public_id: f"{first} {last}".strip() for public_id, first, last in rows}

    def brought(self, public_id: str) -> Collection[int]:
        """The direct clients of a partner."""
        rows = ClientPartner.objects.filter(partner__public_id=public_id, valid__contains=Now())
        return list(rows.values_list("client_id", flat=True))
