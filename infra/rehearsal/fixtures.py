"""Who and what the rehearsal brings into the stack: secrets are drawn anew for every run."""

import base64
import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

CALLBACK = "https://app.example.com/callback"
ALICE, BOB = "alice@example.com", "bob@example.com"
PASSWORDS = {ALICE: secrets.token_urlsafe(12), BOB: secrets.token_urlsafe(12)}
SECRETS = {name: secrets.token_urlsafe(24) for name in ("web", "front", "keyed", "signed", "told", "api", "job", "read")}

KEY = ec.generate_private_key(ec.SECP256R1())


def client(name, **more):
    """An OAuth Client as `bench export-fixtures` writes it."""
    return {
        "doctype": "OAuth Client",
        "name": name,
        "client_id": name,
        "app_name": name.capitalize(),
        "client_secret": SECRETS.get(name),
        "scopes": "all openid",
        "redirect_uris": CALLBACK,
        "default_redirect_uri": CALLBACK,
        "grant_type": "Authorization Code",
        "response_type": "Code",
        "allowed_roles": [{"role": "All"}],
        **more,
    }


def told():
    """A client that wants to hear of logouts, at an address that no function goes to."""
    return client(
        "told",
        allows_id_token_response_types=1,
        id_token_signed_response_alg="RS256",
        claims_policy="OpenID Connect",
        backchannel_logout_uri="https://127.0.0.1/told",
    )


def signer():
    """A client that signs for itself, and has no secret."""
    public = json.loads(ECAlgorithm.to_jwk(KEY.public_key()))
    keys = {"keys": [{**public, "kid": "1", "alg": "ES256"}]}
    return client("signer", token_endpoint_auth_method="Private Key JWT", jwks=json.dumps(keys))


def passlib_hash(password, rounds=29_000):
    """What Frappe keeps of a password: the first login replaces it by a better one."""
    salt = secrets.token_bytes(16)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    texts = (base64.b64encode(part).decode().rstrip("=").replace("+", ".") for part in (salt, digest))
    return "$pbkdf2-sha256${}${}${}".format(rounds, *texts)


def write(path):
    """Writes the file for `affogato import`."""
    row = {"doctype": "__Auth", "name": BOB, "fieldname": "password", "password": passlib_hash(PASSWORDS[BOB])}
    documents = [
        {"doctype": "OAuth Provider Settings", "name": "OAuth Provider Settings", "skip_authorization": "Auto"},
        {"doctype": "User", "name": BOB, "email": BOB, "first_name": "Bob", "enabled": 1, "roles": []},
        row,
        client("web"),
        client("front", allows_id_token_response_types=1),
        client("keyed", allows_id_token_response_types=1, id_token_signed_response_alg="RS256"),
        told(),
        signer(),
        client("signed", userinfo_signed_response_alg="RS256"),
        client("api", is_resource_server=1),
        client("read", scopes="all openid admin", access_token_format="JWT"),
        client("job", redirect_uris="", default_redirect_uri="", service_user=BOB),
        client("tv", token_endpoint_auth_method="None", redirect_uris="", default_redirect_uri="", allows_device_grant=1),
    ]
    path.write_text(json.dumps(documents), encoding="utf-8")
