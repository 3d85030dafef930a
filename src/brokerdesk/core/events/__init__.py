"""Outbox, relay, consumers, inbox: every fact once, in order per aggregate."""
