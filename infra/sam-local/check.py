"""A login with everything behind it, by HTTP, against the functions in their containers."""

import base64
import hashlib
import json
import secrets
import sys
from pathlib import Path
from urllib.parse import urlencode

import jwt
import requests
from person import Form, Person, query

# What an address, a cookie or a form could spoil on its way through the gateway.
SEEKS_TROUBLE = "é ✓ +&=#%25 \"<"


class Server:
    """Where the functions are reached, as tests/clients/person.py wants to know it."""

    def __init__(self, issuer):
        self.issuer = issuer

    def url(self, method):
        """The address of one of the provider's methods."""
        return f"{self.issuer}/api/method/frappe.integrations.oauth2.{method}"


def expect(what, found, wanted):
    """One line for each thing that is as it should be; the first that is not ends the check."""
    if found != wanted:
        raise SystemExit(f"  WRONG {what}: {found!r}, and not {wanted!r}")
    print(f"  ok    {what}", flush=True)


def gateway(server):
    """What every route relies on."""
    answer = requests.get(f"{server.issuer}/.well-known/openid-configuration", timeout=60)
    expect("discovery names the issuer", answer.json()["issuer"], server.issuer)
    answer = requests.get(f"{server.issuer}/no/such/page", timeout=60)
    expect("the route $default answers", answer.status_code, 404)
    answer = requests.head(f"{server.issuer}/login", timeout=60)
    expect("HEAD has no body", (answer.status_code, answer.content), (200, b""))
    answer = requests.get(server.url("openid_profile"), timeout=60)
    expect("no token is no profile", answer.status_code, 401)
    expect("the challenge of a refusal", answer.headers["WWW-Authenticate"].split()[0], "Bearer")


def login(server, demo):
    """A browser with a session."""
    person = Person(server, demo["user"], demo["password"])
    names = {cookie.name for cookie in person.browser.cookies}
    expect("several cookies at once", {"sid", "user_id", "full_name", "system_user"} <= names, True)
    secure = [cookie.name for cookie in person.browser.cookies if cookie.secure]
    expect("no cookie waits for https", secure, [])
    answer = person.browser.get(f"{server.issuer}/api/method/frappe.auth.get_logged_user", timeout=60)
    expect("the session's user", answer.json(), {"message": demo["user"]})
    return person


def authorize(server, demo, person, challenge, nonce):
    """An authorization code, by the consent page."""
    asked = {
        "client_id": demo["client_id"],
        "response_type": "code",
        "scope": "openid all",
        "redirect_uri": f"{server.issuer}/demo",
        "state": SEEKS_TROUBLE,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    url = f"{server.url('authorize')}?{urlencode(asked)}"
    page = person.visit(url)
    expect("the consent page", (page.status_code, "text/html" in page.headers["Content-Type"]), (200, True))
    form = Form(page.text)
    answer = person.browser.post(
        requests.compat.urljoin(url, form.action),
        data={**form.fields, "decision": "allow"},
        allow_redirects=False,
        timeout=60,
    )
    expect("the redirect after the form", answer.status_code, 303)
    told = query(answer.headers["Location"])
    expect("state comes back", told["state"], SEEKS_TROUBLE)
    expect("iss", told["iss"], server.issuer)
    return told["code"]


def tokens(server, demo, **form):
    """The token endpoint's answer."""
    client = (demo["client_id"], demo["client_secret"])
    return requests.post(server.url("get_token"), auth=client, data=form, timeout=60)


def active(server, demo, token):
    """Whether introspection calls a token active."""
    client = (demo["client_id"], demo["client_secret"])
    answer = requests.post(server.url("introspect_token"), auth=client, data={"token": token}, timeout=60)
    return answer.json()["active"]


def profile(server, token):
    """The profile behind a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(server.url("openid_profile"), headers=headers, timeout=60)


def main():
    """The whole way, in the order in which a site goes it."""
    server = Server(sys.argv[1])
    demo = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    gateway(server)
    person = login(server, demo)

    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    code = authorize(server, demo, person, challenge, nonce)
    redeemed = {"grant_type": "authorization_code", "code": code, "redirect_uri": f"{server.issuer}/demo"}
    answer = tokens(server, demo, **redeemed, code_verifier=secrets.token_urlsafe(48))
    expect("another verifier is refused", (answer.status_code, answer.json()["error"]), (400, "invalid_grant"))
    answer = tokens(server, demo, **redeemed, code_verifier=verifier)
    expect("the code is redeemed", answer.status_code, 200)
    first = answer.json()

    claims = jwt.decode(
        first["id_token"],
        demo["client_secret"],
        algorithms=["HS256"],
        audience=demo["client_id"],
        issuer=server.issuer,
    )
    expect("the id_token is signed with the client's secret", claims["nonce"], nonce)
    answer = profile(server, first["access_token"])
    expect("the profile", (answer.status_code, answer.json()["email"]), (200, demo["user"]))
    expect("its sub is the id_token's", answer.json()["sub"], claims["sub"])
    expect("introspection", active(server, demo, first["access_token"]), True)

    answer = tokens(server, demo, grant_type="refresh_token", refresh_token=first["refresh_token"])
    expect("the refresh token is rotated", answer.status_code, 200)
    second = answer.json()
    expect("into another pair", second["access_token"] != first["access_token"], True)
    client = (demo["client_id"], demo["client_secret"])
    token = {"token": second["access_token"]}
    answer = requests.post(server.url("revoke_token"), auth=client, data=token, timeout=60)
    expect("revocation", answer.status_code, 200)
    expect("a revoked token is not active", active(server, demo, second["access_token"]), False)
    expect("and shows no profile", profile(server, second["access_token"]).status_code in (401, 403), True)


if __name__ == "__main__":
    main()
