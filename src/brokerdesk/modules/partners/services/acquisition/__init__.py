"""What a brand pays for clients (CPA): terms, qualification, payment, clawback."""
