"""Browser tests: the whole product behind a real server, seen with Chromium."""
