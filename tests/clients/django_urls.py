"""The pages of the site in Django, which can be loaded when its settings are there: one that wants a login, and the rest."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import include, path
from django.utils.crypto import get_random_string

from django_app import GOODBYE


@login_required
def home(request):
    return HttpResponse(request.user.email)


def failed(request):
    return HttpResponse("not logged in", status=403)


def goodbye(request):
    return HttpResponse(f"goodbye, {request.user}")


def provider_logout(request):
    """Where the user's browser is sent to log out at the provider, too."""
    asked = {
        "id_token_hint": request.session["oidc_id_token"],
        "post_logout_redirect_uri": GOODBYE,
        "state": get_random_string(32),
    }
    return f"{settings.OIDC_OP_LOGOUT_ENDPOINT}?{urlencode(asked)}"


urlpatterns = [
    path("", home),
    path("failed", failed),
    path("goodbye", goodbye),
    path("oidc/", include("mozilla_django_oidc.urls")),
]
