"""The whole life of a token through the deployed API: login, code with PKCE, tokens, profile, introspection, refresh, revocation."""

import secrets

import jwt

from fixtures import ALICE, CALLBACK, PASSWORDS, SECRETS
from visitor import Visitor, checked, pkce

WEB = ("web", SECRETS["web"])


def tokens(stack, person, **asked):
    """Tokens of the client `web` for a person who is logged in, by a code with PKCE."""
    verifier, challenge = pkce()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256", **asked}
    code = person.sent_to("web", **asked)["code"]
    return redeem(stack, code, verifier)


def redeem(stack, code, verifier, auth=WEB):
    """The answer of the token endpoint to a code."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
    return checked(stack.post("get_token", auth=auth, **form), 200).json()


def refresh(stack, refresh_token):
    """The answer of the token endpoint to a refresh token."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return checked(stack.post("get_token", auth=WEB, **form), 200).json()


def device(stack):
    """What a device is told that begins."""
    return checked(stack.post("device_authorization", client_id="tv"), 200).json()


def poll(stack, device_code):
    """The answer of the token endpoint to a device."""
    kind = "urn:ietf:params:oauth:grant-type:device_code"
    return stack.post("get_token", client_id="tv", grant_type=kind, device_code=device_code)


def introspected(stack, token):
    """What introspection says of a token to its client."""
    return checked(stack.post("introspect_token", auth=WEB, token=token), 200).json()


def claims(stack, id_token, client_id="web"):
    """The claims of an id_token whose signature, issuer, audience and times are right."""
    must = {"require": ["exp", "iat", "aud", "iss", "sub"]}
    key = SECRETS[client_id]
    return jwt.decode(id_token, key, algorithms=["HS256"], audience=client_id, issuer=stack.issuer, options=must)


def run(stack):
    """Checks every answer of the flow; gives the person and tokens that live."""
    alice = Visitor(stack, ALICE, PASSWORDS[ALICE])
    nonce, state, (verifier, challenge) = secrets.token_hex(8), secrets.token_hex(8), pkce()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256", "nonce": nonce, "state": state}
    sent = alice.sent_to("web", **asked)
    assert (sent["state"], sent["iss"]) == (state, stack.issuer), sent

    wrong = stack.post(
        "get_token",
        auth=WEB,
        grant_type="authorization_code",
        code=sent["code"],
        redirect_uri=CALLBACK,
        code_verifier=pkce()[0],
    )
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant"), wrong.text

    first = redeem(stack, sent["code"], verifier)
    known = claims(stack, first["id_token"])
    profile = checked(stack.get("openid_profile", first["access_token"]), 200).json()
    assert known["nonce"] == nonce and known["sub"] == profile["sub"], (known, profile)
    assert profile["email"] == ALICE and profile["iss"] == stack.issuer, profile
    assert "System Manager" in profile["roles"], profile

    active = introspected(stack, first["access_token"])
    assert active["active"] is True and active["client_id"] == "web", active

    second = refresh(stack, first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    assert introspected(stack, second["access_token"])["active"] is True

    checked(stack.post("revoke_token", auth=WEB, token=second["access_token"]), 200)
    for token in (first["access_token"], second["access_token"]):
        assert introspected(stack, token)["active"] is False
        assert stack.get("openid_profile", token).status_code == 401
    return alice


def challenges(stack):
    """A refused caller is told how to authenticate: the header survives API Gateway."""
    refused = {
        "openid_profile": (stack.get("openid_profile", "no-token"), "Bearer"),
        "get_token": (stack.post("get_token", auth=("web", "wrong"), grant_type="refresh_token", refresh_token="x"), "Basic"),
        "introspect_token": (stack.post("introspect_token", auth=("web", "wrong"), token="x"), "Basic"),
        "revoke_token": (stack.post("revoke_token", auth=("web", "wrong"), token="x"), "Basic"),
    }
    return {
        method: answer.headers.get("WWW-Authenticate")
        for method, (answer, scheme) in refused.items()
        if not answer.headers.get("WWW-Authenticate", "").startswith(scheme)
    }
