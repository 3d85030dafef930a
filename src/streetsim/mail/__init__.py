"""A mail server that delivers nowhere: it keeps every mail and shows it on a page.

Speaks SMTP to whoever sends, HTTP to whoever reads. Imports nothing from brokerdesk.
"""
