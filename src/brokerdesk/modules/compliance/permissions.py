"""What may be done in compliance."""

from django.utils.translation import gettext_lazy as _

from brokerdesk.core.access import declare

declare("compliance.document.view", _("See documents"), client=True)
declare("compliance.document.upload", _("Upload documents for clients"), client=True)
declare("compliance.document.review", _("Approve and reject documents"))
declare("compliance.level.set", _("Set verification levels by hand"))
declare("compliance.settings", _("Change levels, document types and reasons"))
