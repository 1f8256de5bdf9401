"""requests-oauthlib, as Frappe's Connected App and Frappe's own tests use it: the whole life of a token."""

import base64
import hashlib

import jwt
import pytest
import requests
from oauthlib.oauth2 import InvalidGrantError, InvalidScopeError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from affogato import CALLBACK, secrets
from person import Person, query

SCOPE = ["all", "openid"]
SECRETS = secrets()
WAYS = ["body", "Basic", "public"]


def credentials(way, client_id):
    """fetch_token's words for a way of authenticating."""
    if way == "Basic":
        return {"auth": HTTPBasicAuth(client_id, SECRETS[client_id])}
    if way == "body":
        return {"client_secret": SECRETS[client_id], "include_client_id": True}
    return {"include_client_id": True}


def login(server, person, way="body", client_id=None, **asked):
    """A session that holds a token."""
    client_id = client_id or ("public" if way == "public" else "web")
    session = OAuth2Session(client_id, redirect_uri=CALLBACK, scope=SCOPE, pkce="S256")
    address, _ = session.authorization_url(server.url("authorize"), **asked)
    session.fetch_token(
        server.url("get_token"),
        authorization_response=person.callback(address),
        **credentials(way, client_id),
    )
    return session


def userinfo(server, session):
    """The answer of the userinfo endpoint."""
    return session.get(server.url("openid_profile"))


def claims(server, session, client_id="web"):
    """The verified claims of the session's id_token."""
    return jwt.decode(
        session.token["id_token"],
        SECRETS[client_id],
        audience=client_id,
        issuer=server.issuer,
        algorithms=["HS256"],
    )


def test_userinfo_without_a_token_is_refused(server):
    answer = requests.get(server.url("openid_profile"), timeout=10)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("way", WAYS)
def test_a_person_logs_in(server, alice, way):
    session = login(server, alice, way)
    assert session.token["token_type"] == "Bearer"
    assert session.token["expires_in"] == 3600
    assert userinfo(server, session).json()["email"] == "alice@example.com"
    who = session.get(f"{server.issuer}/api/method/frappe.auth.get_logged_user")
    assert who.json() == {"message": "alice@example.com"}


@pytest.mark.parametrize("way", ["body", "Basic"])
def test_the_id_token_carries_nonce_and_at_hash(server, alice, way):
    session = login(server, alice, way, nonce="n-0S6_WzA2Mj")
    told = claims(server, session)
    assert told["nonce"] == "n-0S6_WzA2Mj"
    assert told["email"] == "alice@example.com"
    half = hashlib.sha256(session.token["access_token"].encode()).digest()[:16]
    assert told["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def test_a_public_clients_id_token_verifies_by_rs256_with_a_key_that_discovery_leads_to(server, alice):
    id_token = login(server, alice, "public").token["id_token"]
    document = requests.get(f"{server.issuer}/.well-known/openid-configuration", timeout=10).json()
    key = jwt.PyJWKClient(document["jwks_uri"]).get_signing_key_from_jwt(id_token)
    told = jwt.decode(id_token, key, audience="public", issuer=document["issuer"], algorithms=["RS256"])
    assert told["email"] == "alice@example.com"


@pytest.mark.parametrize("way", WAYS)
def test_refresh_gives_a_new_pair(server, alice, way):
    session = login(server, alice, way)
    old = dict(session.token)
    client_id = session.client_id
    more = {"client_id": client_id}
    if way == "body":
        more["client_secret"] = SECRETS[client_id]
    if way == "Basic":
        more = {"auth": HTTPBasicAuth(client_id, SECRETS[client_id])}
    session.refresh_token(server.url("get_token"), **more)
    assert session.token["access_token"] != old["access_token"]
    assert session.token["refresh_token"] != old["refresh_token"]
    assert session.token["expires_in"] == 3600
    assert userinfo(server, session).status_code == 200


def test_refresh_narrows_the_scope_and_never_widens_it(server, alice):
    session = login(server, alice)
    body = {"client_id": "web", "client_secret": SECRETS["web"]}
    session.scope = ["openid", "everything"]
    with pytest.raises(InvalidScopeError):
        session.refresh_token(server.url("get_token"), **body)
    session.scope = ["openid"]
    assert list(session.refresh_token(server.url("get_token"), **body)["scope"]) == ["openid"]


def test_a_connected_app_refreshes_by_itself(server, alice):
    kept = {}
    token = dict(login(server, alice).token)
    # What Frappe's Connected App sends: both credentials in the body, and a stray `allow_redirects`.
    session = OAuth2Session(
        "web",
        token={**token, "expires_in": -1, "expires_at": 1},
        scope=SCOPE,
        auto_refresh_url=server.url("get_token"),
        auto_refresh_kwargs={
            "client_id": "web",
            "client_secret": SECRETS["web"],
            "allow_redirects": True,
        },
        token_updater=kept.update,
    )
    assert userinfo(server, session).json()["email"] == "alice@example.com"
    assert kept["access_token"] != token["access_token"]


def test_a_code_works_once(server, alice):
    session = OAuth2Session("web", redirect_uri=CALLBACK, scope=SCOPE)
    address, _ = session.authorization_url(server.url("authorize"))
    callback = alice.callback(address)
    for_web = credentials("body", "web")
    session.fetch_token(server.url("get_token"), authorization_response=callback, **for_web)
    assert userinfo(server, session).status_code == 200
    again = OAuth2Session("web", redirect_uri=CALLBACK, scope=SCOPE, state=query(callback)["state"])
    with pytest.raises(InvalidGrantError):
        again.fetch_token(server.url("get_token"), authorization_response=callback, **for_web)
    # The second redemption is the sign of a theft: what the first one gave is dead.
    assert userinfo(server, session).status_code == 401


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("way", WAYS)
def test_a_revoked_token_is_dead(server, alice, way, kind):
    session = login(server, alice, way)
    body = {"token": session.token[kind], "client_id": session.client_id}
    auth = None
    if way != "public":
        auth = HTTPBasicAuth("web", SECRETS["web"])
    answer = requests.post(server.url("revoke_token"), data=body, auth=auth, timeout=10)
    assert (answer.status_code, answer.json()) == (200, {})
    assert userinfo(server, session).status_code == 401


def test_userinfo_takes_the_token_from_a_form(server, alice):
    body = {"access_token": login(server, alice).token["access_token"]}
    answer = requests.post(server.url("openid_profile"), data=body, timeout=10)
    assert answer.json()["email"] == "alice@example.com"


def test_a_resource_server_introspects_a_token_that_was_meant_for_it(server, alice):
    token = login(server, alice, client_id="trusted").token["access_token"]
    asked = {"url": server.url("introspect_token"), "data": {"token": token}, "timeout": 10}
    api = requests.post(auth=HTTPBasicAuth("api", SECRETS["api"]), **asked).json()
    assert api["active"] is True
    assert api["trusted_client"] == 1
    # Another app's token is nothing to a client that is no resource server.
    web = requests.post(auth=HTTPBasicAuth("web", SECRETS["web"]), **asked).json()
    assert web == {"active": False}
    assert requests.post(**asked).status_code == 401


def test_a_post_by_a_guest_keeps_every_parameter_through_the_login(server):
    state = "opaque +/%?&= state"
    asked = {
        "client_id": "trusted",
        "response_type": "code",
        "scope": "all openid",
        "redirect_uri": CALLBACK,
        "state": state,
        "nonce": "é ü+%2B",
    }
    guest = Person(server, login=None)
    posted = guest.browser.post(server.url("authorize"), data=asked, allow_redirects=False)
    assert posted.status_code == 303
    again = guest.visit(requests.compat.urljoin(server.issuer, posted.headers["Location"]))
    assert again.status_code == 302
    target = query(again.headers["Location"])["redirect-to"]
    assert query(target) == asked
    assert query(Person(server).callback(target))["state"] == state


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_a_post_of_something_else_than_a_form_is_not_read(server, content_type):
    answer = requests.post(
        server.url("authorize"),
        data='{"client_id": "trusted"}',
        headers={"Content-Type": content_type},
        timeout=10,
    )
    assert answer.status_code == 415
