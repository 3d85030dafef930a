"""An independent oracle of `brokerdesk prop evaluate`, and the engine held against it."""
