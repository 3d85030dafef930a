"""Django's settings, made from the typed environment."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import django_stubs_ext
from django.utils.translation import gettext_lazy

from .env import Environment
from .files import storage

django_stubs_ext.monkeypatch()

ENV = Environment()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENV.django_secret()
SECRETS_KEYS = ENV.keys()
DEBUG = ENV.debug
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    ".localhost",
    "testserver",
    *(h for h in ENV.allowed_hosts.split(",") if h),
]
OFFICE_HOST = ENV.office_host
PUBLIC_SCHEME = ENV.public_scheme
PUBLIC_PORT = ENV.public_port
MAILBOX_URL = ENV.mailbox_url
DATA_DIR = ENV.data_dir.resolve()
NATS_URL = ENV.nats_url
EVENTS_PREFIX = ENV.events_prefix
EVENTS_REPLICAS = ENV.events_replicas
EVENTS_KEEP_DAYS = ENV.events_keep_days
VALUATION_SHARDS = ENV.valuation_shards
VALUATION_MAX_SHARDS = ENV.valuation_max_shards
QUOTE_FAULTS_KEEP_DAYS = ENV.quote_faults_keep_days
FLOW_KEEP_DAYS = ENV.flow_keep_days
MARGIN_EVENTS_KEEP_DAYS = ENV.margin_events_keep_days
ALERTS_KEEP_DAYS = ENV.alerts_keep_days
DISPUTE_ANSWER_DAYS = ENV.dispute_answer_days
CLICKS_KEEP_DAYS = ENV.clicks_keep_days

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "brokerdesk.core.identity",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_countries",
    "django_htmx",
    "django_filters",
    "django_tables2",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "brokerdesk.core.events",
    "brokerdesk.core.jobs",
    "brokerdesk.core.audit",
    "brokerdesk.core.access",
    "brokerdesk.core.idempotency",
    "brokerdesk.core.mail",
    "brokerdesk.core.ui",
    "brokerdesk.core.rest",
    "brokerdesk.modules.brands",
    "brokerdesk.modules.staff",
    "brokerdesk.modules.ledger",
    "brokerdesk.modules.clients",
    "brokerdesk.modules.compliance",
    "brokerdesk.modules.trading",
    "brokerdesk.modules.cashier",
    "brokerdesk.modules.valuation",
    "brokerdesk.modules.partners",
    "brokerdesk.modules.prop",
    "brokerdesk.modules.risk",
    "brokerdesk.modules.reports",
    "brokerdesk.surfaces.backoffice",
    "brokerdesk.surfaces.portal",
    "brokerdesk.surfaces.api",
    "brokerdesk.surfaces.live",
    "brokerdesk.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "brokerdesk.core.ui.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "brokerdesk.core.ui.middleware.SurfaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "brokerdesk.core.identity.middleware.RealmMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "brokerdesk.core.ui.middleware.ActorMiddleware",
    "brokerdesk.modules.partners.middleware.LinkMiddleware",
    "brokerdesk.modules.clients.middleware.ReferralMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

SURFACE_URLCONFS = {
    "backoffice": "brokerdesk.surfaces.backoffice.urls",
    "portal": "brokerdesk.surfaces.portal.urls",
}
LANDING_HOSTS = ["localhost", "127.0.0.1", "testserver"]
CSRF_FAILURE_VIEW = "brokerdesk.core.ui.errors.csrf_failure"
ROOT_URLCONF = "brokerdesk.config.urls"
ASGI_APPLICATION = "brokerdesk.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "brokerdesk.core.ui.context.shell",
                "brokerdesk.core.identity.context.realm",
            ],
        },
    },
]


def _database(url: str, role: str) -> dict[str, object]:
    """Turn DATABASE_URL into Django's form; the session takes the application role."""
    parts = urlsplit(url)
    options: dict[str, object] = {"pool": False}
    if role:
        options["options"] = f"-c role={role}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": _database(ENV.database_url, ENV.brokerdesk_db_role)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core_identity.User"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

FILTERS_EMPTY_CHOICE_LABEL = gettext_lazy("All")

STATIC_URL = "/static/"
STATICFILES_DIRS = [p for p in [PACKAGE / "surfaces" / "assets" / "dist"] if p.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31_536_000
STORAGES = {
    "default": storage(ENV.file_storage),
    "staticfiles": {"BACKEND": "brokerdesk.core.ui.static.VersionedStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"

EMAIL = urlsplit(ENV.email_url)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = EMAIL.hostname or "127.0.0.1"
EMAIL_PORT = EMAIL.port or 25
EMAIL_HOST_USER = unquote(EMAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(EMAIL.password or "")
EMAIL_USE_TLS = EMAIL.scheme == "smtp+tls"
EMAIL_USE_SSL = EMAIL.scheme == "smtps"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_SCHEME == "https"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC_SCHEME == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PUBLIC_SCHEME == "https"
X_FRAME_OPTIONS = "SAMEORIGIN"
LOGIN_URL = "account_login"

# Sign-in. Users are named by realm and address, so the same address may serve several realms.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email",)}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
SILENCED_SYSTEM_CHECKS = ["account.W001"]  # sign-up is a page of ours, it asks for no user name
ACCOUNT_ADAPTER = "brokerdesk.core.identity.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "brokerdesk.core.identity.forms.LoginForm",
    "change_password": "brokerdesk.core.identity.forms.ChangePasswordForm",
    "reset_password_from_key": "brokerdesk.core.identity.forms.ResetPasswordKeyForm",
    "reset_password": "brokerdesk.core.identity.forms.ResetPasswordForm",
    "user_token": "brokerdesk.core.identity.forms.UserTokenForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# Coarse limits per process; those per user and realm are ours and shared (core.identity.adapter).
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,10/5m/key",
    "reset_password": "60/m/ip",
    "confirm_email": None,
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_USER_DISPLAY = "brokerdesk.core.identity.realm.display"
PASSWORD_RESET_TIMEOUT = 3_600
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
MFA_ADAPTER = "brokerdesk.core.identity.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers bind a passkey to its host; without TLS only the scheme goes unchecked.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_SCHEME != "https"
