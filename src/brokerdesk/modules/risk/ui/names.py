"""What people call accounts, clients and partners that figures name by their ids."""

from collections.abc import Collection

from django.apps import apps

from brokerdesk.modules.clients.services.introducers import introducer_names


def words_of(by: str, names: Collection[str]) -> dict[str, str]:
    """The words for names of rows by account or by client; none for what speaks for itself."""
    if by == "account":
        accounts = apps.get_model("trading", "Account").objects.filter(public_id__in=names)
        rows = accounts.values_list("public_id", "login", "client__first_name", "client__last_name")
        return {name: f"{login} · {first} {last}" for name, login, first, last in rows}
    if by == "partner":
        return dict(introducer_names([name for name in names if name]))
    if by == "client":
        people = apps.get_model("clients", "Client").objects.filter(public_id__in=names)
        named = people.values_list("public_id", "first_name", "last_name")
        return {name: f"{first} {last}" for name, first, last in named}
    return {}
