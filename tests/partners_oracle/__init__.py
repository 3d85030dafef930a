"""An independent oracle of `brokerdesk partners calculate`, and the engine held against it."""
