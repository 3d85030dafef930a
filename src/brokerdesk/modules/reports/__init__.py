"""Daily figures and the dashboards built on them."""
