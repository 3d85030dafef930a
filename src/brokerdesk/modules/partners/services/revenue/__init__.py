"""A share of net revenue: terms, what clients brought, each month settled once."""
