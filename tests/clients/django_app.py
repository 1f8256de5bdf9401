"""A site in Django whose users log in by mozilla-django-oidc, with every address taken from the discovery document.

The library has no discovery of its own: a site's settings read the document, as here. The site's pages
are in `django_urls.py`.
"""

import django
from django.conf import settings
from django.core.management import call_command

from relying_party import HOME, SECRET, discovery, registration

CLIENT_ID = "django"
CALLBACK = f"{HOME}/oidc/callback/"
GOODBYE = f"{HOME}/goodbye"
ALGORITHM = "RS256"


def client():
    """The site's registration with the provider: it is the provider's own, and sends its secret in the body."""
    asked = {"skip_authorization": 1, "token_endpoint_auth_method": "Client Secret Post"}
    return registration(CLIENT_ID, CALLBACK, GOODBYE, **asked)


def set_up(server):
    """Configures Django, once a process, and makes its database in memory."""
    metadata = discovery(server)
    assert ALGORITHM in metadata["id_token_signing_alg_values_supported"]
    settings.configure(
        SECRET_KEY="of no importance",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="django_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "mozilla_django_oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "mozilla_django_oidc.middleware.SessionRefresh",
        ],
        AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
        LOGIN_URL="oidc_authentication_init",
        LOGIN_REDIRECT_URL="/",
        LOGIN_REDIRECT_URL_FAILURE="/failed",
        # The library's logout fails without it, also where the provider is told.
        LOGOUT_REDIRECT_URL="/goodbye",
        OIDC_RP_CLIENT_ID=CLIENT_ID,
        OIDC_RP_CLIENT_SECRET=SECRET,
        OIDC_RP_SCOPES="openid profile email",
        OIDC_RP_SIGN_ALGO=ALGORITHM,
        OIDC_OP_AUTHORIZATION_ENDPOINT=metadata["authorization_endpoint"],
        OIDC_OP_TOKEN_ENDPOINT=metadata["token_endpoint"],
        OIDC_OP_USER_ENDPOINT=metadata["userinfo_endpoint"],
        OIDC_OP_JWKS_ENDPOINT=metadata["jwks_uri"],
        # The site's own setting: the library knows the method alone.
        OIDC_OP_LOGOUT_ENDPOINT=metadata["end_session_endpoint"],
        OIDC_OP_LOGOUT_URL_METHOD="django_urls.provider_logout",
        OIDC_USE_PKCE=True,
        OIDC_STORE_ID_TOKEN=True,
        OIDC_TIMEOUT=10,
    )
    django.setup()
    call_command("migrate", verbosity=0)
