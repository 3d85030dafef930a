"""The rooms of the business: a one-way street."""
