"""What the apps that know the provider by its discovery document alone have in common: their registration, their user."""

import json
import re
from contextlib import contextmanager
from pathlib import Path

import jwt
import requests

from affogato import FIXTURES, PASSWORD, Affogato
from person import query

HOME = "http://127.0.0.1:9999"
SECRET = "relying-secret-2e7d1b9c4f8a4063b5d0c6e9f1a7"
SUB = "aaaaaaaa0123456789abcdef0123456789abcde"


def registration(client_id, callback, goodbye, **more):
    """A client that follows OpenID Connect and has its id_tokens signed by RS256."""
    return {
        "doctype": "OAuth Client",
        "name": client_id,
        "client_id": client_id,
        "app_name": client_id,
        "client_secret": SECRET,
        "scopes": "openid profile email",
        "redirect_uris": callback,
        "default_redirect_uri": callback,
        "post_logout_redirect_uris": goodbye,
        "grant_type": "Authorization Code",
        "response_type": "Code",
        "skip_authorization": 0,
        "id_token_signed_response_alg": "RS256",
        "claims_policy": "OpenID Connect",
        "allowed_roles": [{"role": "All"}],
        **more,
    }


@contextmanager
def serving(documents: Path, *clients, folder=None, port=None):
    """A server that has the fixtures and these clients, written to `documents`; in memory unless it has a folder."""
    fixtures = json.loads(FIXTURES.read_text(encoding="utf-8"))
    documents.write_text(json.dumps([*fixtures, *clients]), encoding="utf-8")
    running = Affogato(folder, port, documents)
    try:
        yield running
    finally:
        running.stop()


def discovery_uri(server):
    """The one address that an app is configured with."""
    return f"{server.issuer}/.well-known/openid-configuration"


def discovery(server):
    """The provider's metadata."""
    return requests.get(discovery_uri(server), timeout=10).json()


def assert_signed_by_a_published_rs256_key(server, id_token):
    """As its header says and the key set confirms."""
    header = jwt.get_unverified_header(id_token)
    assert header["alg"] == "RS256"
    keys = requests.get(discovery(server)["jwks_uri"], timeout=10).json()["keys"]
    assert [key["alg"] for key in keys if key["kid"] == header["kid"]] == ["RS256"]


def is_logged_in(person):
    """Whether the provider knows the person's browser."""
    return person.visit(f"{person.server.issuer}/api/method/frappe.auth.get_logged_user").status_code == 200


def callback_by_password(person, address, login="alice@example.com"):
    """Follows an authorization URL for which the password must be typed; gives the address at the app in the end."""
    answer = person.visit(address)
    to_login = answer.headers.get("Location", "")
    assert (answer.status_code, to_login.split("?")[0]) == (302, "/login"), (answer.status_code, to_login)
    page = person.visit(person.server.issuer + to_login).text
    assert 'name="pwd" type="password"' in page, page
    form = {
        "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
        "redirect-to": query(to_login)["redirect-to"],
        "usr": login,
        "pwd": PASSWORD,
    }
    answer = person.browser.post(f"{person.server.issuer}/login", data=form, allow_redirects=False)
    assert answer.status_code == 303, (answer.status_code, answer.text)
    return person.callback(requests.compat.urljoin(person.server.issuer, answer.headers["Location"]))
