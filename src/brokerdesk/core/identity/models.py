"""Who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Makes users; the realm is always named."""

    def create_user(
        self, *, realm: str, email: str, password: str | None, **fields: Any
    ) -> "User":
        """Create a user of one realm: `staff` or `brand:<pk>`."""
        user = self.model(realm=realm, email=self.normalize_email(email), **fields)
        user.username = f"{realm}:{user.email.lower()}"
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in of one realm. Staff and clients share the table, never a realm."""

    username = models.CharField(max_length=300, unique=True)
    realm = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["realm", "email"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "realm", Lower("email"), name="user_email_per_realm"
            )
        ]
