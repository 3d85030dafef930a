"""Permissions over the event store and the audit."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("core.events.view", _("Browse events"))
declare("core.events.parked", _("Retry or give up parked events"))
declare("core.audit.view", _("Browse the audit"))
declare("core.jobs.view", _("See and retry background jobs"))
