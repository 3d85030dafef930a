"""The demo: one client's whole life through public doors, on a house of its own."""
