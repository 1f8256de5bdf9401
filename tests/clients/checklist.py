"""What Frappe's own tests of its provider have at hand: their user, their client, and their few requests."""

from base64 import b64encode
from urllib.parse import urlsplit

import jwt
import requests

from affogato import secrets

EMAIL, PASSWORD = "test@example.com", "Eastern_43A1W"
CLIENT_ID, REDIRECT_URI = "checklist", "http://localhost"
SECRET = secrets()[CLIENT_ID]
VERIFIER = "420"
CHALLENGE = "21XaP8MJjpxCMRxgEzBP82sZ73PRLqkyBUta1R309J0"


def in_basic(userinfo):
    """A header over these very bytes, whatever they are."""
    return {"Authorization": "Basic " + b64encode(userinfo).decode()}


# The two ways in which a client proves itself: headers, and what is added to the body. With Basic the later tests send the
# client_id in the body as well.
BODY = ({}, {"client_id": CLIENT_ID, "client_secret": SECRET})
BASIC = (in_basic(f"{CLIENT_ID}:{SECRET}".encode()), {"client_id": CLIENT_ID})


def sid_of(server):
    """The cookie of a login, and nothing else of it."""
    login = {"usr": EMAIL, "pwd": PASSWORD}
    answer = requests.post(f"{server.issuer}/api/method/login", data=login, timeout=10)
    assert answer.status_code == 200, answer.text
    return {"sid": answer.cookies["sid"]}


def authorize(server, cookies, **more):
    """Follows the redirects from `authorize` as far as the client; gives the address there."""
    asked = {
        "client_id": CLIENT_ID,
        "scope": "all openid",
        "response_type": "code",
        "redirect_uri": REDIRECT_URI,
        **more,
    }
    address = requests.Request("GET", server.url("authorize"), params=asked).prepare().url
    for _ in range(5):
        answer = requests.get(address, cookies=cookies, allow_redirects=False, timeout=10)
        assert answer.status_code in (302, 303), (answer.status_code, answer.text)
        address = requests.compat.urljoin(address, answer.headers["Location"])
        if urlsplit(address).netloc == urlsplit(asked["redirect_uri"]).netloc:
            return address
    raise AssertionError(f"too many redirects, the last to {address}")


def post(server, method, way=BODY, **body):
    """A form for one of the provider's methods."""
    headers, credentials = way
    return requests.post(
        server.url(method), headers=headers, data={**credentials, **body}, timeout=10
    )


def get_token(server, code, way=BODY, **more):
    """The redemption of a code, as the tests send it: with a scope, unless one is given as None."""
    asked = {"grant_type": "authorization_code", "redirect_uri": REDIRECT_URI, **more}
    return post(server, "get_token", way, code=code, **{"scope": "all openid", **asked})


def profile(server, token):
    """The answer of the userinfo endpoint to a bearer."""
    bearer = {"Authorization": f"Bearer {token}"}
    return requests.get(server.url("openid_profile"), headers=bearer, timeout=10)


def check_id_token(token):
    """What the tests verify of every id_token; gives the claims."""
    must = {"require": ["exp", "iat", "aud"]}
    claims = jwt.decode(
        token, audience=CLIENT_ID, key=SECRET, algorithms=["HS256"], options=must
    )
    assert claims["email"] == EMAIL
    return claims


def assert_refused(answer):
    """401 `invalid_client`, where Frappe forces 400; or `invalid_request` for what cannot be read."""
    expected = {"invalid_client": 401, "invalid_request": 400}
    assert answer.status_code == expected[answer.json()["error"]], answer.text
    assert "access_token" not in answer.json()
