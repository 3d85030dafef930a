"""Small tools of the checkout, started by make."""
