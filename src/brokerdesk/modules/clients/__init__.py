"""Leads and clients: who they are, their status, who looks after them, notes and tasks.

Owns personal data, accepted terms, status history. Emits client.registered, client.email_verified,
client.status_changed, client.updated, client.owner_changed, lead.created, lead.converted.
Listens to sign-in (verified addresses). Never knows documents, accounts or money: upper rooms add
their panels to the client's page.
"""
