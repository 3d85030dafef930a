"""Who signs in: one user table for staff and clients, apart by realm.

Owns users and how allauth's flows find them. The host decides the realm; an address is unique
per realm. Keeps from where clients sign in (`places`) and tells who share that (`sharing`). Never
knows what a user is: staff and clients name him from above.
"""
