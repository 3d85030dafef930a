"""Permissions over access control itself."""

from django.utils.translation import gettext_lazy as _

from . import declare

declare("access.api_keys", _("Create and revoke API keys"))
declare("access.roles", _("View and change roles"))
