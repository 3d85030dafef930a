"""Verification: levels, documents, reviews, and what a client may do.

Owns levels as data, document kinds, rejection reasons, standings, documents and who opened them.
Emits client.level_changed, verification.state_changed, document.uploaded|approved|rejected|expired.
Listens to client.email_verified. Never knows accounts or money.
"""
