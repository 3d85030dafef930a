"""Who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Makes users; the realm is always named."""

    def create_user(self, *, realm: str, email: str, password: str | None, **fields: Any) -> "User":
        """Create a user of one realm: `staff` or `brand:<pk>`."""
        user = self.model(realm=realm, email=email.strip().lower(), **fields)
        user.username = f"{realm}:{user.email}"
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A sign-in of one realm. Staff and clients share the table, never a realm."""

    username = models.CharField(max_length=300, unique=True)
    realm = models.CharField(max_length=40)
    email = models.EmailField(max_length=254)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["realm", "email"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("realm", Lower("email"), name="user_email_per_realm")
        ]

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to password and epoch: raising the epoch ends all sessions at once."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(
            "brokerdesk.identity.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()


class SignInPlace(models.Model):
    """A browser and an address from which a user signed in; see `places`.

    device: keyed hash of the id in the browser's cookie. address: none where the server knew none.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False)
    device = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "device", "address"],
                name="sign_in_place_once",
                nulls_distinct=False,
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["device"], name="sign_in_by_device"),
            models.Index(fields=["address"], name="sign_in_by_address"),
            models.Index(fields=["last_at"], name="sign_in_newest"),
        ]
