"""Frappe's Connected App: requests-oauthlib with the requests that a Connected App sends, read off the wire."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from oauthlib.oauth2 import InvalidClientError
from requests_oauthlib import OAuth2Session

from affogato import secrets
from person import Person, query

CLIENT_ID = "connected"
SECRET = secrets()[CLIENT_ID]
REDIRECT_URI = (
    "http://127.0.0.1:9999/api/method/frappe.integrations.doctype.connected_app.connected_app"
    ".callback/idp"
)
SCOPE = ["all", "openid"]


def connected_app(server, token=None, **more):
    """A Connected App's session; every request to get_token is kept in its list `sent`."""
    session = OAuth2Session(
        CLIENT_ID, token=token, redirect_uri=REDIRECT_URI, scope=SCOPE, **more
    )
    session.sent = []
    for hook in ("access_token_response", "refresh_token_response"):
        session.register_compliance_hook(hook, lambda answer: session.sent.append(answer) or answer)
    return session


def body(answer):
    """The form to which this was the answer; each parameter once."""
    pairs = parse_qsl(answer.request.body, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs), pairs
    return dict(pairs)


def logged_in(server):
    """The session after its user has come back."""
    session = connected_app(server)
    address, state = session.authorization_url(server.url("authorize"))
    assert "&scope=all+openid&" in address + "&", address
    callback = Person(server).callback(address)
    assert callback.startswith(REDIRECT_URI + "?"), callback
    assert query(callback)["state"] == state
    session.fetch_token(
        server.url("get_token"),
        authorization_response=callback,
        client_secret=SECRET,
        include_client_id=True,
    )
    return session


def logged_in_user(server, session):
    return session.get(f"{server.issuer}/api/method/frappe.auth.get_logged_user").json()


def expired(token):
    """What an hour makes of a token in the eyes of the client."""
    return {**token, "expires_in": -1, "expires_at": 1}


def test_the_code_is_exchanged_with_credentials_in_the_body(server):
    session = logged_in(server)
    (answer,) = session.sent
    assert set(body(answer)) == {
        "grant_type",
        "client_id",
        "client_secret",
        "code",
        "redirect_uri",
    }
    assert "Authorization" not in answer.request.headers
    assert answer.request.headers["Accept"] == "application/json"
    assert answer.headers["Content-Type"].startswith("application/json")
    assert session.token["scope"] == SCOPE
    assert logged_in_user(server, session) == {"message": "alice@example.com"}


def test_an_expired_token_is_refreshed_by_itself_and_the_stray_parameter_ignored(server):
    token, cache = dict(logged_in(server).token), {}
    session = connected_app(
        server,
        expired(token),
        auto_refresh_url=server.url("get_token"),
        auto_refresh_kwargs={
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "allow_redirects": True,
        },
        token_updater=cache.update,
    )
    assert logged_in_user(server, session) == {"message": "alice@example.com"}
    (answer,) = session.sent
    assert body(answer) == {
        "grant_type": "refresh_token",
        "scope": "all openid",
        "refresh_token": token["refresh_token"],
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "allow_redirects": "True",
    }
    assert cache["access_token"] != token["access_token"]
    assert cache["refresh_token"] != token["refresh_token"]
    # What was cached refreshes once more, an hour later.
    session.token = expired(cache)
    assert logged_in_user(server, session) == {"message": "alice@example.com"}
    assert len(session.sent) == 2


def test_get_active_token_refreshes_with_a_redirect_uri_in_the_body(server):
    token = dict(logged_in(server).token)
    session = connected_app(server, expired(token))
    session.refresh_token(
        server.url("get_token"),
        body=f"redirect_uri={REDIRECT_URI}",
        client_id=CLIENT_ID,
        client_secret=SECRET,
    )
    (answer,) = session.sent
    assert body(answer)["redirect_uri"] == REDIRECT_URI
    assert session.token["access_token"] != token["access_token"]


def test_a_refresh_body_without_client_id_is_refused(server):
    """Connected Apps of before 2021 send it, and Frappe took it, so that a refresh token that leaked was enough for anybody.
    RFC 6749 section 6: a confidential client proves itself."""
    token = dict(logged_in(server).token)
    session = connected_app(server, expired(token))
    with pytest.raises(InvalidClientError):
        session.refresh_token(server.url("get_token"), body=f"redirect_uri={REDIRECT_URI}")
    (answer,) = session.sent
    assert set(body(answer)) == {"grant_type", "refresh_token", "redirect_uri", "scope"}
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"
    # The token was not spent on that.
    mended = connected_app(server, expired(token))
    mended.refresh_token(server.url("get_token"), client_id=CLIENT_ID, client_secret=SECRET)
    assert logged_in_user(server, mended) == {"message": "alice@example.com"}


def test_without_a_stored_secret_the_exchange_is_refused(server):
    callback = Person(server).callback(
        connected_app(server).authorization_url(server.url("authorize"))[0]
    )
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "code": query(callback)["code"],
        "redirect_uri": REDIRECT_URI,
    }
    answer = requests.post(server.url("get_token"), data=form, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_deny_tells_the_app_with_its_state(server):
    address, state = connected_app(server).authorization_url(server.url("authorize"))
    callback = Person(server).callback(address, "deny")
    assert urlsplit(callback).path == urlsplit(REDIRECT_URI).path
    denied = query(callback)
    assert (denied["error"], denied["state"]) == ("access_denied", state)
    assert "code" not in denied
