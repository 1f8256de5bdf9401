"""The commands of Frappe's page "OAuth 2", with the host, the client and its secret filled in.

They run in a real shell with the real curl. Two slips of the page are tried as printed and as meant: the line break inside
`-d`, and the `%20` that --data-urlencode encodes once more. Comment lines are left out, because they end a command.
"""

import json
import re
import subprocess
from urllib.parse import urljoin

import jwt
import pytest

from affogato import secrets
from person import Person, query

CHALLENGE = "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0"
SECRET = secrets()["web"]
REDIRECT_URI = "http%3A%2F%2F127.0.0.1%3A9999%2Fcallback"

AUTHORIZE = """
curl -s -i -X POST {url} \\
    --data-urlencode 'client_id=web' \\
    --data-urlencode 'state=444' \\
    --data-urlencode 'response_type=code' \\
    --data-urlencode 'scope={scope}' \\
    --data-urlencode 'redirect_uri=http://127.0.0.1:9999/callback'
"""
GET_TOKEN = """
curl -s -X POST {url} \\
    -H 'Content-Type: application/x-www-form-urlencoded' \\
    -H 'Accept: application/json' \\
    -d 'grant_type=authorization_code&code={code}{line_break}&redirect_uri={redirect_uri}&client_id=web{more}'
"""


def shell(command, **values):
    """What a command prints."""
    line = ["sh", "-c", command.format(**values)]
    return subprocess.run(line, capture_output=True, timeout=60, check=True).stdout.decode()


def get_token(server, code, more="", line_break=""):
    """The answer to the page's get_token command."""
    answer = shell(
        GET_TOKEN,
        url=server.url("get_token"),
        code=code,
        line_break=line_break,
        redirect_uri=REDIRECT_URI,
        more=f"{more}&client_secret={SECRET}",
    )
    return json.loads(answer)


def assert_documented(answer):
    """The members that the page promises, in the order in which Frappe sends them."""
    assert list(answer) == [
        "access_token",
        "expires_in",
        "token_type",
        "scope",
        "refresh_token",
        "id_token",
    ], answer
    assert answer["token_type"] == "Bearer"
    assert answer["expires_in"] == 3600
    assert set(answer["scope"].split()) == {"all", "openid"}
    assert re.fullmatch("[A-Za-z0-9]{58}", answer["access_token"])
    assert re.fullmatch("[A-Za-z0-9]{90}", answer["refresh_token"])


@pytest.fixture
def token(server, alice):
    return get_token(server, alice.code("web"))


def test_authorize_by_post_opens_the_login_page(server):
    command = AUTHORIZE.replace("-X POST", "-L")
    followed = shell(command, url=server.url("authorize"), scope="openid%20all")
    *_, head, page = followed.split("\r\n\r\n")
    assert head.startswith("HTTP/1.1 200"), followed
    assert "text/html" in head
    assert 'id="login_email"' in page


@pytest.mark.parametrize("scope", ["openid all", "openid%20all"])
def test_authorize_by_post_ends_at_the_callback_with_code_and_state(server, scope):
    posted = shell(AUTHORIZE, url=server.url("authorize"), scope=scope)
    assert posted.startswith("HTTP/1.1 303"), posted
    again = urljoin(server.issuer, re.search(r"(?im)^location: (\S+)", posted)[1])
    assert again.startswith(server.issuer + "/"), again
    allowed = query(Person(server).callback(again))
    assert allowed.get("state") == "444", allowed
    assert_documented(get_token(server, allowed["code"]))
    denied = query(Person(server).callback(again, "deny"))
    assert denied["error"] == "access_denied"


@pytest.mark.parametrize("line_break", ["", "\n\t\t "])
def test_get_token_gives_the_documented_answer(server, alice, line_break):
    assert_documented(get_token(server, alice.code("web"), line_break=line_break))


def test_get_token_by_get_for_testing_purposes(server, alice):
    url = (
        f"{server.url('get_token')}?grant_type=authorization_code&code={alice.code('web')}"
        f"&client_id=web&redirect_uri={REDIRECT_URI}&client_secret={SECRET}"
    )
    assert_documented(json.loads(shell("curl -s '{url}'", url=url)))


@pytest.mark.parametrize("method", ["s256", "S256"])
def test_get_token_with_pkce_and_the_verifier_420(server, alice, method):
    challenge = {"code_challenge": CHALLENGE, "code_challenge_method": method}
    assert_documented(get_token(server, alice.code("web", **challenge), "&code_verifier=420"))


@pytest.mark.parametrize("more", ["", "&code_verifier=421", "&code_verifier="])
def test_get_token_with_pkce_refuses_another_verifier(server, alice, more):
    code = alice.code("web", code_challenge=CHALLENGE, code_challenge_method="s256")
    refused = get_token(server, code, more)
    assert refused["error"] == "invalid_grant", refused


def test_pkce_plain(server, alice):
    code = alice.code("web", code_challenge="420", code_challenge_method="plain")
    assert_documented(get_token(server, code, "&code_verifier=420"))


def test_id_token_verifies_with_the_pyjwt_snippet(server, alice):
    id_token = get_token(server, alice.code("web", nonce="789123"))["id_token"]
    client_id = "web"
    client_secret = SECRET

    payload = jwt.decode(
        id_token,
        audience=client_id,
        key=client_secret,
        algorithms=["HS256"],
    )

    assert jwt.get_unverified_header(id_token) == {"alg": "HS256", "typ": "jwt"}
    assert payload["aud"] == "web"
    assert payload["iss"] == server.issuer
    assert payload["sub"] == "aaaaaaaa0123456789abcdef0123456789abcde"
    assert payload["name"] == "Alice Liddell"
    assert payload["email"] == "alice@example.com"
    assert payload["nonce"] == "789123"
    assert payload["exp"] == payload["iat"] + 3600
    assert {"System Manager", "Blogger", "All"} <= set(payload["roles"])
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(id_token, audience=client_id, key=client_secret[::-1], algorithms=["HS256"])


def test_openid_profile(server, token):
    command = "curl -s {url} -H 'Authorization: Bearer {token}'"
    profile = json.loads(
        shell(command, url=server.url("openid_profile"), token=token["access_token"])
    )
    roles = set(profile.pop("roles"))
    assert {"System Manager", "Blogger", "All"} <= roles
    assert profile == {
        "sub": "aaaaaaaa0123456789abcdef0123456789abcde",
        "name": "Alice Liddell",
        "given_name": "Alice",
        "family_name": "Liddell",
        "email": "alice@example.com",
        "picture": f"{server.issuer}/files/alice.png",
        "iss": server.issuer,
    }


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", None])
def test_introspect_token(server, token, hint):
    asked = f"token_type_hint={hint}&token={token[hint]}" if hint else f"token={token['access_token']}"
    answer = introspect(server, asked)
    assert list(answer)[:5] == ["client_id", "trusted_client", "active", "exp", "scope"], answer
    assert answer["client_id"] == "web"
    assert answer["trusted_client"] == 0
    assert answer["active"] is True
    assert set(answer["scope"].split()) == {"all", "openid"}
    assert answer["email"] == "alice@example.com"
    assert answer["iss"] == server.issuer


@pytest.mark.parametrize("revoked", ["access_token", "refresh_token"])
def test_revoke_token(server, token, revoked):
    command = "curl -s -X POST {url} -d 'token={token}&client_id=web&client_secret={secret}'"
    for _ in range(2):
        answer = shell(
            command, url=server.url("revoke_token"), token=token[revoked], secret=SECRET
        )
        assert json.loads(answer) == {}
    for hint in ("access_token", "refresh_token"):
        assert introspect(server, f"token_type_hint={hint}&token={token[hint]}") == {"active": False}


def test_introspect_token_of_an_unknown_token(server):
    assert introspect(server, "token=wa1YuQMff2ZXEAu2ZBHLpJRQXcGZdr") == {"active": False}


def introspect(server, asked):
    """What introspect_token says to the client that owns the token."""
    command = "curl -s -X POST {url} -d '{asked}&client_id=web&client_secret={secret}'"
    url = server.url("introspect_token")
    return json.loads(shell(command, url=url, asked=asked, secret=SECRET))
