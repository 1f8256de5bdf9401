"""The assertions of Frappe's test_oauth20_refresh_token.py, test_oauth_bearer_token.py and test_connected_app.py.

One test each, named after it; its words stand above the test. Two are of rows in Frappe's database, and are held by Rust
tests where we have something like it:
- stored tokens are hashes, and no name of a row is a token: the test here looks into the database of a server that has a
  folder; durability::what_was_acknowledged_survives_kill_9_and_no_secret_is_stored does the same after a crash,
- the migration that hashes plain rows: we import no tokens, and have never stored a plain one, so there is none to test.
"""

import hashlib

import pytest
import requests
from requests_oauthlib import OAuth2Session

from affogato import Affogato
from checklist import (
    CLIENT_ID,
    EMAIL,
    PASSWORD,
    REDIRECT_URI,
    SECRET,
    authorize,
    get_token,
    post,
    profile,
    sid_of,
)
from person import query


def login(server):
    """The token answer of a login."""
    return get_token(server, query(authorize(server, sid_of(server)))["code"]).json()


def logged_in_user(server, token):
    """Who a token's bearer is to an API."""
    return requests.get(
        f"{server.issuer}/api/method/frappe.auth.get_logged_user",
        headers={"Authorization": f"Bearer {token}"},
        timeout=10,
    )


def refresh(server, refresh_token, *way):
    return post(server, "get_token", *way, grant_type="refresh_token", refresh_token=refresh_token)


@pytest.fixture
def token(server):
    return login(server)


# "refresh with body secret 200, new access_token differs, expires_in, token_type Bearer, new token's userinfo 200".
def test_refresh_with_body_secret(server, token):
    answer = refresh(server, token["refresh_token"])
    assert answer.status_code == 200, answer.text
    new = answer.json()
    assert new["access_token"] != token["access_token"]
    assert (new["expires_in"], new["token_type"]) == (3600, "Bearer")
    assert profile(server, new["access_token"]).status_code == 200


# "refresh with client_id only 200 (before #41546)".
def test_refresh_with_client_id_only_is_refused(server, token):
    """A refresh token of a confidential client alone must not be enough (RFC 6749 section 6); Frappe refuses it too since."""
    only = ({}, {"client_id": CLIENT_ID})
    answer = refresh(server, token["refresh_token"], only)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    # It was not spent on that.
    assert refresh(server, token["refresh_token"]).status_code == 200


# "unknown refresh token not 200".
def test_unknown_refresh_token_is_not_200(server):
    answer = refresh(server, "unknown")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


# "stored tokens are sha256 hex, name is neither token nor hash".
def test_stored_tokens_are_hashes(tmp_path):
    """Ours are hashed in our own way; here no form of them that a thief could use or look up is in the database."""
    server = Affogato(tmp_path / "data")
    try:
        token = login(server)
    finally:
        server.stop()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("affogato.db*"))
    assert EMAIL.encode() in kept
    for secret in (token["access_token"], token["refresh_token"]):
        assert secret.encode() not in kept


# "empty token hashes to none".
def test_empty_token_is_nobodys(server):
    assert profile(server, "").status_code == 401
    form = {"access_token": ""}
    assert requests.post(server.url("openid_profile"), data=form, timeout=10).status_code == 401
    assert refresh(server, "").status_code == 400
    assert post(server, "introspect_token", token="").json().get("active", False) is False
    # RFC 6749 section 3.1: an empty parameter is a missing one, and this one is required.
    assert post(server, "revoke_token", token="").status_code == 400


# "refresh lookup by hash sets the user".
def test_refresh_token_finds_its_user_and_its_hash_finds_nobody(server, token):
    for secret in (token["refresh_token"], token["access_token"]):
        digest = hashlib.sha256(secret.encode()).hexdigest()
        assert refresh(server, digest).json()["error"] == "invalid_grant"
        assert logged_in_user(server, digest).status_code == 401
    new = refresh(server, token["refresh_token"]).json()
    assert logged_in_user(server, new["access_token"]).json() == {"message": EMAIL}


# "refresh revokes the old row, new row Active and inherits the user".
def test_refresh_revokes_the_old_and_the_new_inherits_the_user(server, token):
    """The old pair lives for another 60 seconds, in which a client that has lost our answer gets the same pair once more; the
    Rust test refresh::a_refresh_gives_a_new_pair_and_the_old_access_token_lives_through_the_grace holds its end. Earlier it
    ends as soon as the new pair is used to refresh: from then on the old one is nobody's but a thief's."""
    new = refresh(server, token["refresh_token"]).json()
    assert refresh(server, token["refresh_token"]).json()["access_token"] == new["access_token"]
    assert post(server, "introspect_token", token=new["access_token"]).json()["active"] is True
    assert logged_in_user(server, new["access_token"]).json() == {"message": EMAIL}
    newest = refresh(server, new["refresh_token"]).json()
    again = refresh(server, token["refresh_token"])
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    for dead in (token, new, newest):
        assert logged_in_user(server, dead["access_token"]).status_code == 401


# "login by GET /api/method/login 200".
def test_login_by_get(server):
    """A password in an address stands in logs, and a foreign page's image could log somebody in: by POST only."""
    login = {"usr": EMAIL, "pwd": PASSWORD}
    url = f"{server.issuer}/api/method/login"
    answer = requests.get(url, params=login, timeout=10)
    assert answer.status_code == 405, answer.text
    assert "sid" not in answer.cookies
    assert requests.post(url, data=login, timeout=10).status_code == 200


@pytest.fixture
def connected(server):
    """A Connected App's session before the exchange, and where it sends its user."""
    session = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, scope=["all", "openid"])
    return session, session.authorization_url(server.url("authorize"))[0]


# "authorization URL followed gives 200".
def test_authorization_url_followed_gives_200(server, connected):
    """Ours leads to another site at once, as the client is trusted; the 200 is of a guest, who is shown the login page."""
    followed = requests.get(connected[1], timeout=10)
    assert followed.status_code == 200
    assert 'id="login_email"' in followed.text
    allowed = requests.get(
        connected[1], cookies=sid_of(server), allow_redirects=False, timeout=10
    )
    assert allowed.headers["Location"].startswith(REDIRECT_URI)


def fetch_token(server, connected):
    session, address = connected
    allowed = requests.get(address, cookies=sid_of(server), allow_redirects=False, timeout=10)
    session.fetch_token(
        server.url("get_token"),
        authorization_response=allowed.headers["Location"],
        client_secret=SECRET,
        include_client_id=True,
    )
    return session


# "token cached".
def test_token_cached(server, connected):
    """All that Frappe's Token Cache keeps of an answer is there, and stays usable in a session made of it."""
    cached = {
        name: fetch_token(server, connected).token[name]
        for name in ("access_token", "refresh_token", "expires_in", "token_type", "scope")
    }
    assert cached["token_type"].lower() == "bearer"
    session = OAuth2Session(CLIENT_ID, token=cached)
    assert session.get(server.url("openid_profile")).status_code == 200


# "get_logged_user with it == the user".
def test_get_logged_user_with_it_is_the_user(server, connected):
    answer = fetch_token(server, connected).get(
        f"{server.issuer}/api/method/frappe.auth.get_logged_user"
    )
    assert answer.json() == {"message": EMAIL}
