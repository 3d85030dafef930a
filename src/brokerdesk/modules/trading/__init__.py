"""Platform servers, products, accounts, deals, positions and mirrors."""
