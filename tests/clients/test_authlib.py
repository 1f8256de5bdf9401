"""Authlib's client for Flask, told RS256 and every address by the discovery document alone."""

import json
import subprocess

import jwt
import pytest
import requests
from authlib.integrations.base_client import OAuthError
from joserfc.errors import BadSignatureError, InvalidClaimError, InvalidKeyIdError, MissingClaimError

from affogato import BINARY
from authlib_app import GOODBYE, App, client
from person import Person, query
from relying_party import (
    HOME,
    SUB,
    assert_signed_by_a_published_rs256_key,
    callback_by_password,
    is_logged_in,
    serving,
)

CLIENTS = [client("flask"), client("flask-other")]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("authlib") / "documents.json", *CLIENTS) as running:
        yield running


@pytest.fixture
def app(server):
    return App(server, "flask")


def altered(app, address, **changes):
    """Has the app remember something else of the sign-in behind this address than it sent."""
    with app.browser.session_transaction(base_url=HOME) as session:
        kept = session[f"_state_affogato_{query(address)['state']}"]["data"]
        assert changes.keys() <= kept.keys()
        kept.update(changes)
        session.modified = True


def test_a_person_signs_in_with_pkce_and_nonce_and_rs256_is_found_by_discovery(server, app):
    asked = query(app.begin())
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] and asked["nonce"]
    told = app.sign_in(Person(server))
    assert (told["sub"], told["iss"], told["aud"]) == (SUB, server.issuer, "flask")
    assert_signed_by_a_published_rs256_key(server, app.token["id_token"])


def test_the_claims_of_the_scopes_arrive_by_userinfo(server, app):
    told = app.sign_in(Person(server))
    assert "email" not in told and "name" not in told
    profile = app.visit("/profile").json
    assert profile["sub"] == SUB
    assert profile["email"] == "alice@example.com"
    assert profile["name"] == "Alice Liddell"
    # The scope `roles` was not asked for.
    assert "roles" not in profile


def test_claims_that_are_asked_for_by_name_arrive_in_the_id_token(server, app):
    app.provider.authorize_params = {"claims": json.dumps({"id_token": {"email": None, "name": None}})}
    told = app.sign_in(Person(server))
    assert (told["sub"], told["email"], told["name"]) == (SUB, "alice@example.com", "Alice Liddell")


def test_another_verifier_than_the_requests_gets_nothing(server, app):
    address = app.begin()
    altered(app, address, code_verifier="v" * 48)
    answer = app.visit(Person(server).callback(address))
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    assert app.token is None


def test_the_nonce_is_that_of_the_request(server, app):
    address = app.begin()
    altered(app, address, nonce="another")
    app.flask.testing = True
    with pytest.raises(InvalidClaimError, match="nonce"):
        app.visit(Person(server).callback(address))


def test_an_id_token_for_another_client_is_refused(server, app):
    other = App(server, "flask-other")
    told = other.sign_in(Person(server))
    with other.flask.test_request_context():
        assert other.provider.parse_id_token(other.token, told["nonce"])["sub"] == SUB
    # By itself Authlib asks a token whose `aud` is not the app for an `azp` that is; told to, it reads `aud` alone.
    with app.flask.test_request_context(), pytest.raises(MissingClaimError, match="azp"):
        app.provider.parse_id_token(other.token, told["nonce"])
    for_us = {"aud": {"essential": True, "value": "flask"}}
    with app.flask.test_request_context(), pytest.raises(InvalidClaimError, match="aud"):
        app.provider.parse_id_token(other.token, told["nonce"], claims_options=for_us)


def test_an_id_token_that_was_changed_is_refused(server, app):
    told = app.sign_in(Person(server))
    head, _, signature = app.token["id_token"].split(".")
    # The same claims and somebody else's name.
    body = jwt.encode({**told, "sub": "mallory"}, "k" * 32).split(".")[1]
    forged = {**app.token, "id_token": f"{head}.{body}.{signature}"}
    with app.flask.test_request_context(), pytest.raises(BadSignatureError):
        app.provider.parse_id_token(forged, told["nonce"])


def test_an_app_that_has_cached_the_keys_goes_on_when_they_are_replaced(tmp_path):
    folder, documents = tmp_path / "data", tmp_path / "documents.json"
    with serving(documents, *CLIENTS, folder=folder) as server:
        app, person = App(server, "flask"), Person(server)
        told, old = app.sign_in(person), app.token
        cached = app.cached_kids()
    subprocess.run([BINARY, "keys", "replace", "--yes", "--data", folder], check=True, capture_output=True)
    with serving(documents, *CLIENTS, folder=folder, port=server.issuer.rsplit(":")[-1]) as server:
        assert app.cached_kids() == cached
        app.sign_in(person)
        assert_signed_by_a_published_rs256_key(server, app.token["id_token"])
        assert jwt.get_unverified_header(app.token["id_token"])["kid"] not in cached
        assert not set(app.cached_kids()) & set(cached)
        # They have leaked: what they have signed is nothing any more.
        with app.flask.test_request_context(), pytest.raises(InvalidKeyIdError):
            app.provider.parse_id_token(old, told["nonce"])


def test_an_access_token_that_has_run_out_is_renewed(server, app):
    app.sign_in(Person(server))
    first = app.token
    app.token = {**first, "expires_at": 1}
    assert app.visit("/profile").json["email"] == "alice@example.com"
    assert app.token["access_token"] != first["access_token"]
    assert app.token["refresh_token"] != first["refresh_token"]
    assert_signed_by_a_published_rs256_key(server, app.token["id_token"])
    # OpenID Connect Core section 12.2: a renewed id_token has no nonce.
    with app.flask.test_request_context():
        renewed = app.provider.parse_id_token(app.token, nonce=None)
    assert (renewed["sub"], renewed["aud"]) == (SUB, "flask")


def test_a_person_who_logs_out_at_the_app_must_type_the_password_again(server, app):
    person = Person(server)
    app.sign_in(person)
    address = app.visit("/logout").headers["Location"]
    asked = query(address)
    assert address.split("?")[0] == app.provider.server_metadata["end_session_endpoint"]
    assert (asked["id_token_hint"], asked["post_logout_redirect_uri"]) == (app.token["id_token"], GOODBYE)
    answer = person.visit(address)
    assert answer.headers.get("Location") == f"{GOODBYE}?state={asked['state']}", answer.text
    # Authlib takes the state back, once.
    assert app.visit(answer.headers["Location"]).status_code == 302
    assert app.visit(answer.headers["Location"]).status_code == 400

    assert not is_logged_in(person)
    back = app.visit(callback_by_password(person, app.begin()))
    assert back.json["sub"] == SUB


def test_a_logout_to_an_address_that_is_not_registered_leads_nowhere(server, app):
    person = Person(server)
    app.sign_in(person)
    with app.flask.test_request_context():
        to = app.provider.create_logout_url(f"{HOME}/elsewhere", app.token["id_token"])
    answer = person.visit(to["url"])
    assert "Location" not in answer.headers, answer.headers
    assert answer.status_code == 400, (answer.status_code, answer.text)


def test_a_wrong_secret_is_told_as_invalid_client(server):
    app = App(server, "flask", client_secret="wrong")
    answer = app.visit(Person(server).callback(app.begin()))
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client")
    assert answer.json["description"]
    assert app.token is None
