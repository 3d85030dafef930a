"""The test harness: one embedded stack a session, a migrated template, a clone a worker."""
