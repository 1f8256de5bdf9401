"""Another Frappe site logs its users in here: rauth, with the requests that such a site sends and no others.

The site sends its credentials in the body, no PKCE, no nonce, and reads the answers as JSON whatever the status.
"""

import base64
import json
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from rauth import OAuth2Service

from affogato import PASSWORD, RPC, secrets
from person import Person, query

REDIRECT_URI = (
    "http://127.0.0.1:9999/api/method/frappe.integrations.oauth2_logins.login_via_frappe"
)
# The callback of sites of version 12 and before.
OLD_REDIRECT_URI = "http://127.0.0.1:9999/api/method/frappe.www.login.login_via_frappe"
CALLBACKS = {"new callback": REDIRECT_URI, "old callback": OLD_REDIRECT_URI}
# Until July 2026 a site's state was base64 of JSON, with its `=`; since then it is 32 letters and digits.
OLD_STATE = base64.b64encode(
    json.dumps({"site": "http://127.0.0.1:9999", "token": "x", "redirect_to": "/app"}).encode()
).decode()
NEW_STATE = "Zk3pVb1xQw8sYt6rNm2eLc9uHa7dGf4j"
# A site may send its user anywhere after the login, and that stands in the old state; with all the signs of base64.
LONG_STATE = base64.b64encode(b"\xfb\xff\xbe?>" * 300)[:1996].decode() + "+/=="
PROFILE = {"sub", "name", "given_name", "family_name", "email", "picture", "roles", "iss"}
STATES = {"old state": OLD_STATE, "new state": NEW_STATE, "2,000 characters": LONG_STATE}


def social_login_key(server, client_id):
    """The Social Login Key of a site, as rauth holds it."""
    return OAuth2Service(
        name="frappe",
        client_id=client_id,
        client_secret=secrets()[client_id],
        base_url=server.issuer,
        authorize_url=server.issuer + RPC + "authorize",
        access_token_url=server.issuer + RPC + "get_token",
    )


@pytest.fixture
def site(server):
    return social_login_key(server, "site")


def button(site, state=NEW_STATE, redirect_uri=REDIRECT_URI):
    """The address behind the site's login button."""
    return site.get_authorize_url(
        redirect_uri=redirect_uri, state=state, response_type="code", scope="openid"
    )


def session(site, code, redirect_uri=REDIRECT_URI):
    """The site trades the code for a token."""
    return site.get_auth_session(
        data={"code": code, "redirect_uri": redirect_uri, "grant_type": "authorization_code"},
        decoder=json.loads,
    )


def assert_sent_as_rauth_does(site):
    """Credentials in the body, and no other parameters than Frappe's."""
    sent = site.access_token_response.request
    assert "Authorization" not in sent.headers
    assert sorted(parse_qs(sent.body)) == [
        "client_id",
        "client_secret",
        "code",
        "grant_type",
        "redirect_uri",
    ]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("redirect_uri", CALLBACKS)
def test_the_whole_exchange(server, redirect_uri, state):
    """As a guest at the site's button: the login page, the question, the callback, the token, the profile."""
    site = social_login_key(server, "sites")
    redirect_uri, state = CALLBACKS[redirect_uri], STATES[state]
    guest = Person(server, login=None)
    sent_to = guest.visit(button(site, state, redirect_uri)).headers["Location"]
    back = query(sent_to)["redirect-to"]
    login = {"usr": "alice@example.com", "pwd": PASSWORD}
    assert guest.browser.post(f"{server.issuer}/api/method/login", data=login).status_code == 200

    callback = guest.callback(back)
    assert callback.startswith(redirect_uri + "?"), callback
    arrived = query(callback)
    assert arrived["state"] == state
    # The callback is a function of `code` and `state`; what else it is called with, Frappe drops.
    logged_in = session(site, arrived["code"], redirect_uri)
    assert_sent_as_rauth_does(site)
    assert site.access_token_response.json()["access_token"]
    answer = logged_in.get(RPC + "openid_profile")
    # At the top level, not under `message` as other methods' answers.
    assert set(answer.json()) == PROFILE
    assert answer.json()["email"] == "alice@example.com"


def test_a_state_has_signs_that_a_url_must_encode():
    assert OLD_STATE.endswith("=")
    assert len(LONG_STATE) == 2000
    assert set("+/=") <= set(LONG_STATE)


@pytest.mark.parametrize("redirect_uri", CALLBACKS)
def test_a_denied_or_failed_authorization_is_told_on_our_page(server, redirect_uri):
    site = social_login_key(server, "sites")
    address = button(site, LONG_STATE, CALLBACKS[redirect_uri])
    alice = Person(server)
    assert "text/html" in alice.browser.headers["Accept"]
    denied = alice.decide(address, "deny")
    failed = alice.visit(address.replace("scope=openid", "scope=everything"))
    assert failed.status_code == 400
    for answer in (denied, failed):
        assert answer.status_code < 500
        assert "Location" not in answer.headers, answer.headers
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "<h1" in answer.text
        # A page that forwards by itself would crash the site all the same.
        assert "http-equiv" not in answer.text.lower()
        assert "Refresh" not in answer.headers


@pytest.mark.parametrize("state", [OLD_STATE, NEW_STATE])
def test_a_person_logs_in(server, site, state):
    callback = Person(server).callback(button(site, state))
    assert callback.startswith(REDIRECT_URI + "?"), callback
    arrived = query(callback)
    assert arrived["state"] == state

    logged_in = session(site, arrived["code"])
    assert_sent_as_rauth_does(site)
    token = site.access_token_response.json()
    assert token["scope"] == "openid"

    info = logged_in.get(RPC + "openid_profile").json()
    assert info["email"] == "alice@example.com"
    assert info["sub"] == "aaaaaaaa0123456789abcdef0123456789abcde"
    assert (info["given_name"], info["family_name"]) == ("Alice", "Liddell")
    assert info["picture"] == f"{server.issuer}/files/alice.png"


def test_a_guest_is_sent_to_the_login_page_and_back_to_the_same_address(server, site):
    guest = Person(server, login=None)
    address = button(site, OLD_STATE)
    answer = guest.visit(address)
    assert answer.status_code == 302
    # The whole address, encoded once more, as Frappe's own login page takes it.
    assert answer.headers["Location"].endswith("/login?redirect-to=" + quote(address, safe=""))


def test_a_name_with_an_accent_and_an_apostrophe_arrives_whole(server, site):
    code = query(Person(server, "erin@example.com").callback(button(site)))["code"]
    info = session(site, code).get(RPC + "openid_profile").json()
    assert info["name"] == "Erín O'Neil"


def test_a_website_user_without_a_last_name_logs_in(server, site):
    code = query(Person(server, "bob@example.com").callback(button(site)))["code"]
    info = session(site, code).get(RPC + "openid_profile").json()
    assert info["email"] == "bob@example.com"
    assert info["given_name"] == "Bob"
    assert info["sub"] == "b" * 39


def test_deny_stays_here_because_a_site_breaks_on_an_error(server, site):
    answer = Person(server).decide(button(site), "deny")
    assert answer.status_code < 500
    assert "Location" not in answer.headers, answer.headers
    assert "text/html" in answer.headers["Content-Type"]


def test_the_callback_never_carries_an_error(server, site):
    answer = Person(server).visit(button(site).replace("scope=openid", "scope=everything"))
    assert answer.status_code == 400, answer.headers
    assert "Location" not in answer.headers


def test_a_refused_code_is_told_in_json(server, site):
    with pytest.raises(KeyError):
        session(site, "affc" + "0" * 54)
    answer = site.access_token_response
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"
    assert answer.json()["error_description"]


def test_both_prefixes_of_the_api_answer(server, site):
    address = urlsplit(button(site))
    for prefix in ("/api/v1/method/", "/api/v2/method/"):
        other = address._replace(path=address.path.replace("/api/method/", prefix)).geturl()
        assert query(Person(server).callback(other))["code"]
