"""What commerce listens to, and what it does at set times; `handlers` and `jobs` of the room."""
