"""How a client proves who it is, on the token and the revocation endpoint: Frappe's own list of what passes and what does not."""

from base64 import b64encode

import pytest
import requests

from affogato import CALLBACK, secrets

SECRETS = secrets()
WEB, ACCENT = SECRETS["web"], SECRETS["accent"]
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def basic(userinfo):
    """An Authorization header over the very bytes."""
    return {"Authorization": "Basic " + b64encode(userinfo).decode()}


def get_token(server, code, headers, body):
    """One redemption."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    return requests.post(
        server.url("get_token"), headers=headers, data={**form, **body}, timeout=10
    )


ACCEPTED = {
    "body": ("web", {}, {"client_id": "web", "client_secret": WEB}),
    "Basic": ("web", basic(f"web:{WEB}".encode()), {}),
    "Basic with the same client_id in the body": (
        "web",
        basic(f"web:{WEB}".encode()),
        {"client_id": "web"},
    ),
    "accent in the body": ("accent", {}, {"client_id": "accent", "client_secret": ACCENT}),
    "accent by Basic, form-encoded": ("accent", basic(b"accent:s%C3%ABcret"), {}),
    "accent by Basic, as UTF-8": ("accent", basic("accent:sëcret".encode()), {}),
}

REFUSED = {
    "nothing at all": ({}, {}),
    "client_id alone": ({}, {"client_id": "web"}),
    "empty secret": ({}, {"client_id": "web", "client_secret": ""}),
    "wrong secret": ({}, {"client_id": "web", "client_secret": WEB + "x"}),
    "another client's secret": ({}, {"client_id": "web", "client_secret": SECRETS["trusted"]}),
    "unknown client": ({}, {"client_id": "nobody", "client_secret": WEB}),
    "Basic, wrong secret": (basic(b"web:wrong"), {}),
    "Basic, unknown client": (basic(b"nobody:wrong"), {}),
    "Basic and body": (basic(f"web:{WEB}".encode()), {"client_id": "web", "client_secret": WEB}),
    "Basic and another client_id": (basic(f"web:{WEB}".encode()), {"client_id": "trusted"}),
}

MALFORMED = {
    "not base64": {"Authorization": "Basic not-base64"},
    "not UTF-8": basic(b"web:\xff\xfe"),
    "Latin-1": basic("accent:sëcret".encode("latin-1")),
    "no colon": basic(b"web"),
    "bad percent escape": basic(b"web:%ZZ"),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(server, alice, case):
    client_id, headers, body = ACCEPTED[case]
    answer = get_token(server, alice.code(client_id), headers, body)
    assert answer.status_code == 200, answer.text
    token = {"token": answer.json()["access_token"]}
    revoked = requests.post(
        server.url("revoke_token"), headers=headers, data={**body, **token}, timeout=10
    )
    assert (revoked.status_code, revoked.json()) == (200, {})
    bearer = {"Authorization": "Bearer " + token["token"]}
    assert requests.get(server.url("openid_profile"), headers=bearer, timeout=10).status_code == 401


@pytest.mark.parametrize("case", REFUSED)
def test_refused_and_the_code_is_still_good(server, alice, case):
    headers, body = REFUSED[case]
    code = alice.code("web")
    assert_refused(get_token(server, code, headers, body), headers)
    token = get_token(server, code, {}, {"client_id": "web", "client_secret": WEB})
    assert token.status_code == 200, token.text
    access_token = token.json()["access_token"]
    revoked = requests.post(
        server.url("revoke_token"), headers=headers, data={**body, "token": access_token}, timeout=10
    )
    assert revoked.json() == {} or "error" in revoked.json()
    bearer = {"Authorization": "Bearer " + access_token}
    assert requests.get(server.url("openid_profile"), headers=bearer, timeout=10).status_code == 200


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_header_is_refused_whatever_the_body_says(server, alice, case):
    headers = MALFORMED[case]
    assert_refused(get_token(server, alice.code("web"), headers, {}), headers)
    good = {"client_id": "web", "client_secret": WEB}
    assert_refused(get_token(server, alice.code("web"), headers, good), headers)
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    public = {"client_id": "public", "code_verifier": VERIFIER}
    assert_refused(get_token(server, alice.code("public", **pkce), headers, public), headers)


def test_a_public_client_needs_s256_and_a_long_verifier(server, alice):
    public = {"client_id": "public"}
    pkce = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    told = get_token(
        server, alice.code("public", **pkce), {}, {**public, "code_verifier": VERIFIER}
    )
    assert told.status_code == 200, told.text
    assert get_token(server, alice.code("public", **pkce), {}, public).status_code == 400
    short = {
        "code_challenge": "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0",
        "code_challenge_method": "S256",
    }
    code = alice.code("public", **short)
    assert get_token(server, code, {}, {**public, "code_verifier": "420"}).status_code == 400


def assert_refused(answer, headers):
    """RFC 6749 section 5.2: invalid_client is 401, and names the scheme that was tried."""
    told = answer.json()
    assert told["error"] in ("invalid_client", "invalid_request"), answer.text
    assert answer.status_code == (401 if told["error"] == "invalid_client" else 400), answer.text
    if answer.status_code == 401 and headers:
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert "no-store" in answer.headers["Cache-Control"]
