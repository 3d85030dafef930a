"""Who signs in: one user table for staff and clients, apart by realm."""
