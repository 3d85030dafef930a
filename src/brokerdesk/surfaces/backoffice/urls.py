"""Addresses of the back office."""

from brokerdesk.surfaces.routes import routes

urlpatterns = routes("backoffice")
handler403 = "brokerdesk.core.ui.errors.forbidden"
handler404 = "brokerdesk.core.ui.errors.not_found"
handler500 = "brokerdesk.core.ui.errors.server_error"
