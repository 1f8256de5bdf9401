"""Every assertion of Frappe's test_oauth20.py, one test each, named after it; its words stand above the test.

What the later version of that file adds is in test_checklist_later.py, and its other files' in test_checklist_others.py.
Where we differ on purpose, a test asserts our answer, and its docstring says why:
- a confidential client sends its secret; the older tests send none,
- there is no password grant,
- refreshing with a client_id alone is for public clients (test_checklist_others.py),
- how tokens are kept inside is held by Rust tests, which test_checklist_others.py names.
"""

import json
import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from oauthlib.oauth2 import MobileApplicationClient
from requests_oauthlib import OAuth2Session

from affogato import BINARY, CALLBACK, PASSWORD, secrets
from checklist import (
    CHALLENGE,
    CLIENT_ID,
    EMAIL,
    VERIFIER,
    assert_refused,
    authorize,
    check_id_token,
    get_token,
    post,
    profile,
    sid_of,
)
from checklist import PASSWORD as TEST_PASSWORD
from person import Person, query

MEMBERS = {"access_token", "expires_in", "id_token", "refresh_token", "scope", "token_type"}


@pytest.fixture(scope="module")
def sid(server):
    return sid_of(server)


@pytest.fixture
def code(server, sid):
    return query(authorize(server, sid))["code"]


@pytest.fixture
def token(server, code):
    return get_token(server, code).json()


def printed(server, client_id):
    """What `affogato social-login-key` tells to enter in another site, by field."""
    command = [BINARY, "social-login-key", "--issuer", server.issuer, "--client-id", client_id]
    text = subprocess.run(command, capture_output=True, timeout=60, check=True, text=True).stdout
    fields = (re.split(" {2,}", line.strip(), maxsplit=1) for line in text.splitlines())
    return dict(field for field in fields if len(field) == 2)


# "userinfo with no credentials is not 200".
def test_userinfo_with_no_credentials_is_not_200(server):
    assert requests.get(server.url("openid_profile"), timeout=10).status_code == 401


# "code flow with `sid` cookie: following redirects ends at redirect_uri with `code`".
def test_code_flow_with_sid_cookie_ends_at_redirect_uri_with_code(server, sid):
    arrived = authorize(server, sid)
    assert urlsplit(arrived).netloc == "localhost"
    assert query(arrived)["code"]


# "token answer has access_token, expires_in, id_token, refresh_token, scope, and token_type exactly "Bearer"".
def test_token_answer_has_every_member_and_token_type_exactly_bearer(server, code):
    """The older test sends no secret. Ours is sent: without one, a code that somebody has seen is enough."""
    without_secret = ({}, {"client_id": CLIENT_ID})
    assert_refused(get_token(server, code, without_secret))
    answer = get_token(server, code)
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert set(token) == MEMBERS
    assert all(token.values())
    assert token["token_type"] == "Bearer"


# "userinfo with that token is 200".
def test_userinfo_with_that_token_is_200(server, token):
    assert profile(server, token["access_token"]).status_code == 200


# "id_token verifies HS256 with client_secret, aud = client_id, has exp, iat, aud; email == test@example.com".
def test_id_token_verifies_hs256_with_client_secret(token):
    check_id_token(token["id_token"])


# "PKCE S256: challenge, verifier `420` gives access_token and id_token with that email".
def test_pkce_s256_with_verifier_420(server, sid):
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    code = query(authorize(server, sid, **pkce))["code"]
    token = get_token(server, code, code_verifier=VERIFIER).json()
    assert token["access_token"]
    check_id_token(token["id_token"])


# "token request without scope works; revoke(token=access) is 200; userinfo afterwards is not 200".
def test_token_request_without_scope_works_and_revoke_ends_it(server, code):
    """The older test revokes without credentials. Ours are sent: RFC 7009 section 2.1."""
    token = get_token(server, code, scope=None).json()["access_token"]
    assert profile(server, token).status_code == 200
    assert_refused(post(server, "revoke_token", ({}, {}), token=token))
    assert profile(server, token).status_code == 200
    revoked = post(server, "revoke_token", token=token)
    assert (revoked.status_code, revoked.json()) == (200, {})
    assert profile(server, token).status_code == 401


# "password grant gives a token whose userinfo is 200 (gone upstream since #42692)".
def test_password_grant_is_gone(server):
    """It hands users' passwords to clients; RFC 9700 section 2.4 forbids it, and Frappe has removed it too."""
    asked = {"grant_type": "password", "username": EMAIL, "password": TEST_PASSWORD}
    answer = post(server, "get_token", scope="all openid", **asked)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"] == "unsupported_grant_type"


# "implicit (grant Implicit, type Token): fragment has access_token, expires_in, scope, token_type; userinfo 200".
def test_implicit_gives_a_token_in_the_fragment(server):
    """By oauthlib's own implicit client. The client is asked about here: the older test's is trusted."""
    session = OAuth2Session(
        client=MobileApplicationClient("implicit"),
        redirect_uri=CALLBACK,
        scope=["all", "openid"],
    )
    address, state = session.authorization_url(server.url("authorize"))
    arrived = urlsplit(Person(server).callback(address))
    # Servers log a query, and never see a fragment.
    assert arrived.query == ""
    assert f"{arrived.scheme}://{arrived.netloc}{arrived.path}" == CALLBACK
    # As parse_qs reads it, which is how the older test does.
    told = parse_qs(arrived.fragment)
    assert {"access_token", "expires_in", "scope", "token_type", "state"} <= set(told)
    assert "refresh_token" not in told

    token = session.token_from_fragment(arrived.geturl())
    assert token["token_type"] == "Bearer"
    assert int(token["expires_in"]) == 3600
    assert token["scope"] == ["all", "openid"]
    assert token["state"] == state
    assert session.get(server.url("openid_profile")).json()["email"] == "alice@example.com"
    denied = urlsplit(Person(server).callback(address, "deny"))
    assert parse_qs(denied.fragment)["error"] == ["access_denied"]


# "nonce sent at authorize equals id_token.nonce; email matches".
def test_nonce_sent_at_authorize_equals_id_tokens(server, sid):
    code = query(authorize(server, sid, nonce="789123"))["code"]
    assert check_id_token(get_token(server, code).json()["id_token"])["nonce"] == "789123"


# "URL building: base+relative; base alone for None or ""; "//x" is appended as text; absolute http/https URL returned as is".
def test_url_building_of_another_site_with_what_we_print(server):
    """Another site builds its URLs out of ours, as Frappe's function does; each of them is one of our endpoints."""
    values = printed(server, "sites")
    base = values["Base URL"]
    assert base == server.issuer

    def build(url):
        return url if url and url.startswith(("http://", "https://")) else base + (url or "")

    assert build(None) == build("") == server.issuer
    authorize_url = build(values["Authorize URL"])
    assert authorize_url == server.url("authorize")
    guest = requests.get(authorize_url, params={"client_id": "sites"}, allow_redirects=False, timeout=10)
    assert guest.status_code == 302
    assert requests.post(build(values["Access Token URL"]), timeout=10).status_code in (400, 401)
    assert requests.get(build(values["API Endpoint"]), timeout=10).status_code == 401
    assert json.loads(values["Auth URL Data"]) == {"response_type": "code", "scope": "openid"}


# The same item, of the URL that we build ourselves: the picture.
@pytest.mark.parametrize(
    ("email", "password", "picture"),
    [
        ("alice@example.com", PASSWORD, "{issuer}/files/alice.png"),
        ("bob@example.com", PASSWORD, None),
        ("slashes@example.com", PASSWORD, "{issuer}//slashes.png"),
        (EMAIL, TEST_PASSWORD, "https://cdn.example.com/test.png"),
    ],
)
def test_url_building_of_a_picture(server, email, password, picture):
    """Without a picture it is null, as in Frappe's userinfo. Two slashes are appended as text: the picture is ours, and no
    other host's."""
    person = Person(server, email, password)
    body = {"grant_type": "authorization_code", "client_id": "trusted", "redirect_uri": CALLBACK}
    body["client_secret"] = secrets()["trusted"]
    token = requests.post(
        server.url("get_token"), data={**body, "code": person.code("trusted")}, timeout=10
    )
    told = profile(server, token.json()["access_token"]).json()
    assert told["picture"] == (picture and picture.format(issuer=server.issuer))
