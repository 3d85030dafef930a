"""Addresses of the client portal."""

from brokerdesk.surfaces.routes import routes

urlpatterns = routes("portal")
handler403 = "brokerdesk.core.ui.errors.forbidden"
handler404 = "brokerdesk.core.ui.errors.not_found"
handler500 = "brokerdesk.core.ui.errors.server_error"
