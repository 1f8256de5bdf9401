"""What the later version of Frappe's test_oauth20.py adds, one test each, named after it; its words stand above the test.

Where we answer otherwise than it expects, the test's docstring says why.
"""

import json
import sqlite3
from urllib.parse import urlsplit

import pytest
import requests

from affogato import CALLBACK, Affogato
from checklist import (
    BASIC,
    BODY,
    CHALLENGE,
    CLIENT_ID,
    EMAIL,
    REDIRECT_URI,
    SECRET,
    VERIFIER,
    assert_refused,
    authorize,
    check_id_token,
    get_token,
    in_basic,
    post,
    profile,
    sid_of,
)
from person import Person, query

WAYS = {"Basic": BASIC, "body": BODY}
# RFC 7636, appendix B: a public client's verifier has 43 characters or more.
RFC_VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
RFC_CHALLENGE = {
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
MALFORMED = {
    "not-base64": {"Authorization": "Basic not-base64"},
    "non-UTF-8": in_basic(b"\xff\xfe:\xff"),
    "without colon": in_basic(CLIENT_ID.encode()),
    "bad %ZZ": in_basic(f"{CLIENT_ID}:%ZZ".encode()),
}


@pytest.fixture(scope="module")
def sid(server):
    return sid_of(server)


@pytest.fixture
def code(server, sid):
    return query(authorize(server, sid))["code"]


def public_token(server, alice, headers):
    """A public client's redemption."""
    return post(
        server,
        "get_token",
        (headers, {"client_id": "public"}),
        grant_type="authorization_code",
        code=alice.code("public", **RFC_CHALLENGE),
        redirect_uri=CALLBACK,
        code_verifier=RFC_VERIFIER,
    )


def token_of(server, **more):
    """The access token of a login with the cookie alone."""
    return get_token(server, query(authorize(server, sid_of(server)))["code"], **more).json()[
        "access_token"
    ]


# "L bearer refused when its owner is disabled, and when the owner no longer exists (no user set)".
def test_l_bearer_refused_when_its_owner_is_disabled_or_gone(tmp_path):
    """Disabled by an import, and removed by hand from the database, while the server rests."""
    folder, documents = tmp_path / "data", tmp_path / "documents.json"
    server = Affogato(folder)
    port = urlsplit(server.issuer).port
    gone = token_of(server)
    code = Person(server, "bob@example.com").code("accent")
    accent = ({}, {"client_id": "accent", "client_secret": "sëcret"})
    disabled = get_token(server, code, accent, redirect_uri=CALLBACK).json()["access_token"]
    server.stop()

    documents.write_text("[]")
    server = Affogato(folder, port, documents)
    alive = [profile(server, token).status_code for token in (gone, disabled)]
    server.stop()
    assert alive == [200, 200]

    bob = {"doctype": "User", "name": "bob@example.com", "first_name": "Bob", "enabled": 0}
    documents.write_text(json.dumps([bob]))
    with sqlite3.connect(folder / "affogato.db") as database:
        removed = database.execute(
            'DELETE FROM "affogato-users" WHERE item_json LIKE ?', [f"%user#{EMAIL}%"]
        )
        assert removed.rowcount == 1
    database.close()
    server = Affogato(folder, port, documents)
    try:
        for token in (gone, disabled):
            assert profile(server, token).status_code == 401
            bearer = {"Authorization": f"Bearer {token}"}
            who = f"{server.issuer}/api/method/frappe.auth.get_logged_user"
            answer = requests.get(who, headers=bearer, timeout=10)
            assert answer.status_code == 401
            assert "@" not in answer.text, "a user is set"
    finally:
        server.stop()


# "L POST userinfo with form field access_token: 200 and email == test@example.com".
def test_l_post_userinfo_with_form_field_access_token(server):
    body = {"access_token": token_of(server)}
    answer = requests.post(server.url("openid_profile"), data=body, timeout=10)
    assert answer.status_code == 200
    assert answer.json()["email"] == EMAIL


# "L guest POST authorize: login redirect's `redirect-to` carries exactly the same parameters".
def test_l_guest_post_authorize_keeps_exactly_the_same_parameters(server):
    """A guest's POST is first answered by 303 to a GET of the same: a session's cookie is SameSite=Lax, so only the GET
    shows who is logged in."""
    asked = {
        "client_id": CLIENT_ID,
        "scope": "all openid",
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        "state": "opaque +/%?&= state",
    }
    where = requests.post(server.url("authorize"), data=asked, allow_redirects=False, timeout=10)
    assert where.status_code == 303
    again = requests.compat.urljoin(server.issuer, where.headers["Location"])
    login = requests.get(again, allow_redirects=False, timeout=10)
    assert login.status_code == 302
    assert urlsplit(login.headers["Location"]).path == "/login"
    assert query(query(login.headers["Location"])["redirect-to"]) == asked


# "L POST authorize with application/json or text/plain: 415".
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_l_post_authorize_with_another_content_type_is_415(server, content_type):
    answer = requests.post(
        server.url("authorize"),
        data=json.dumps({"client_id": CLIENT_ID}),
        headers={"Content-Type": content_type},
        timeout=10,
    )
    assert answer.status_code == 415


# "L confidential client: Basic ok; body id+secret ok".
@pytest.mark.parametrize("way", WAYS)
def test_l_confidential_client_by_basic_and_by_body(server, code, way):
    assert get_token(server, code, WAYS[way]).status_code == 200


# "L refused: id only; wrong body secret; wrong Basic secret".
@pytest.mark.parametrize(
    "way",
    [
        ({}, {"client_id": CLIENT_ID}),
        ({}, {"client_id": CLIENT_ID, "client_secret": "wrong"}),
        (in_basic(f"{CLIENT_ID}:wrong".encode()), {}),
    ],
    ids=["id only", "wrong body secret", "wrong Basic secret"],
)
def test_l_refused_without_the_right_secret(server, code, way):
    answer = get_token(server, code, way)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


# "L refused: Basic and body together; Basic with another body client_id".
@pytest.mark.parametrize(
    "body",
    [{"client_id": CLIENT_ID, "client_secret": SECRET}, {"client_id": "trusted"}],
    ids=["together", "another body client_id"],
)
def test_l_refused_basic_and_body_together(server, code, body):
    assert_refused(get_token(server, code, (BASIC[0], body)))


# "L refused: Basic "not-base64", non-UTF-8, without colon, bad `%ZZ` (also with valid body credentials; also for a public
# client)".
@pytest.mark.parametrize("header", MALFORMED)
def test_l_refused_a_malformed_basic_whatever_else_is_sent(server, alice, code, header):
    headers = MALFORMED[header]
    assert_refused(get_token(server, code, (headers, {})))
    assert_refused(get_token(server, code, (headers, BODY[1])))
    assert_refused(public_token(server, alice, headers))
    # Nothing of this has spent the code.
    assert get_token(server, code).status_code == 200


# "L non-ASCII secret "sëcret" works by Basic and by body".
@pytest.mark.parametrize(
    "way",
    [
        (in_basic("accent:sëcret".encode()), {"client_id": "accent"}),
        (in_basic(b"accent:s%C3%ABcret"), {"client_id": "accent"}),
        ({}, {"client_id": "accent", "client_secret": "sëcret"}),
    ],
    ids=["Basic", "Basic, form-encoded", "body"],
)
def test_l_non_ascii_secret_works_by_basic_and_by_body(server, alice, way):
    answer = get_token(server, alice.code("accent"), way, redirect_uri=CALLBACK)
    assert answer.status_code == 200, answer.text


# "L public client: client_id alone authenticates".
def test_l_public_client_id_alone_authenticates(server, alice):
    """With PKCE, which Frappe has made compulsory for public clients since, and we too."""
    token = public_token(server, alice, {})
    assert token.status_code == 200, token.text
    access_token = token.json()["access_token"]
    client_id = ({}, {"client_id": "public"})
    assert post(server, "revoke_token", client_id, token=access_token).status_code == 200
    assert profile(server, access_token).status_code == 401


# "L code, PKCE, revoke and nonce tests repeat with Basic (+ same client_id in the body) on token and revoke".
def test_l_code_pkce_revoke_and_nonce_repeat_with_basic(server, sid):
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    plain = get_token(server, query(authorize(server, sid))["code"], BASIC).json()
    check_id_token(plain["id_token"])
    assert plain["token_type"] == "Bearer"
    assert profile(server, plain["access_token"]).status_code == 200

    arrived = query(authorize(server, sid, nonce="789123", **pkce))
    told = get_token(server, arrived["code"], BASIC, code_verifier=VERIFIER).json()
    assert check_id_token(told["id_token"])["nonce"] == "789123"

    revoked = post(server, "revoke_token", BASIC, token=plain["access_token"])
    assert (revoked.status_code, revoked.json()) == (200, {})
    assert profile(server, plain["access_token"]).status_code == 401
    assert profile(server, told["access_token"]).status_code == 200
