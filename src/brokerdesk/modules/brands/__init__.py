"""Legal entities, brands and offices, and their settings.

Owns who serves clients under which name, host, currencies and countries, with history.
Emits brand.changed. Listens to nothing. Never knows clients, staff or money.
"""
