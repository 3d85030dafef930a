"""What the server does with accounts, money and trades."""
