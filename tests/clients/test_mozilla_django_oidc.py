"""mozilla-django-oidc, told every address by the discovery document: the sign-in, the silent one, the logout."""

import jwt
import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from requests import HTTPError

import django_app
from person import Person, query
from relying_party import (
    HOME,
    SUB,
    assert_signed_by_a_published_rs256_key,
    callback_by_password,
    discovery,
    is_logged_in,
    serving,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("django") / "documents.json", django_app.client()) as running:
        django_app.set_up(running)
        yield running


@pytest.fixture
def person(server):
    return Person(server)


@pytest.fixture
def site(server):
    """A browser at the site, which has no users yet; a form needs its token, as outside of tests."""
    get_user_model().objects.all().delete()
    return Client(enforce_csrf_checks=True, HTTP_HOST=HOME.removeprefix("http://"))


def sent_to(answer):
    """Where the site sends the browser."""
    assert answer.status_code == 302, (answer.status_code, answer.content)
    return answer["Location"]


def begin(site):
    """The address at the provider behind the site's page that wants a login."""
    return sent_to(site.get(sent_to(site.get("/"))))


def arrive(site, callback):
    """The browser comes back; gives where the site sends it."""
    assert callback.startswith(django_app.CALLBACK), callback
    return sent_to(site.get(callback.removeprefix(HOME)))


def sign_in(site, person):
    assert arrive(site, person.callback(begin(site))) == "/"


def altered(site, address, **changes):
    """Has the site remember something else of the sign-in behind this address than it sent."""
    session = site.session
    kept = session["oidc_states"][query(address)["state"]]
    assert all(kept[name] for name in changes)
    kept.update(changes)
    session.save()


def run_out(site):
    """The moment at which the site wants to hear of its user again has come."""
    session = site.session
    assert session["oidc_id_token_expiration"] > 1
    session["oidc_id_token_expiration"] = 1
    session.save()


def test_a_person_signs_in_with_pkce_and_rs256_and_becomes_a_user_by_the_email_of_userinfo(server, person, site):
    address = begin(site)
    asked = query(address)
    assert address.split("?")[0] == discovery(server)["authorization_endpoint"]
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] and asked["nonce"]
    assert arrive(site, person.callback(address)) == "/"
    assert site.get("/").content == b"alice@example.com"
    assert [user.email for user in get_user_model().objects.all()] == ["alice@example.com"]
    id_token = site.session["oidc_id_token"]
    assert_signed_by_a_published_rs256_key(server, id_token)
    claims = jwt.decode(id_token, options={"verify_signature": False})
    assert (claims["sub"], "email" in claims) == (SUB, False)


def test_who_comes_again_is_the_same_user(person, site):
    sign_in(site, person)
    site.cookies.clear()
    sign_in(site, person)
    assert get_user_model().objects.count() == 1


def test_another_verifier_than_the_requests_gets_nothing(person, site):
    address = begin(site)
    altered(site, address, code_verifier="v" * 64)
    with pytest.raises(HTTPError, match="400.*invalid_grant"):
        arrive(site, person.callback(address))
    assert get_user_model().objects.count() == 0


def test_the_nonce_is_that_of_the_request(person, site):
    address = begin(site)
    altered(site, address, nonce="another")
    assert site.get(person.callback(address).removeprefix(HOME)).status_code == 400
    assert get_user_model().objects.count() == 0


@override_settings(OIDC_RP_CLIENT_SECRET="wrong")
def test_a_wrong_secret_is_told_as_invalid_client(person, site):
    with pytest.raises(HTTPError, match="401.*invalid_client"):
        arrive(site, person.callback(begin(site)))


def test_a_session_is_renewed_silently_while_the_person_is_logged_in_at_the_provider(server, person, site):
    sign_in(site, person)
    first = site.session["oidc_id_token"]
    run_out(site)
    address = sent_to(site.get("/?page=2"))
    assert query(address)["prompt"] == "none"
    # No page between: the provider answers at once.
    answer = person.visit(address)
    assert answer.status_code in (302, 303), (answer.status_code, answer.text)
    assert arrive(site, answer.headers["Location"]) == "/?page=2"
    assert site.get("/?page=2").content == b"alice@example.com"
    assert site.session["oidc_id_token"] != first
    assert_signed_by_a_published_rs256_key(server, site.session["oidc_id_token"])


def test_a_session_ends_when_the_person_has_logged_out_at_the_provider(server, person, site):
    sign_in(site, person)
    person.browser.get(f"{server.issuer}/api/method/logout")
    assert not is_logged_in(person)
    # The site notices when its time has come, and not before.
    assert site.get("/").content == b"alice@example.com"
    run_out(site)
    answer = person.visit(sent_to(site.get("/")))
    assert answer.status_code in (302, 303), (answer.status_code, answer.text)
    told = query(answer.headers["Location"])
    assert (told["error"], "code" in told) == ("login_required", False)
    assert arrive(site, answer.headers["Location"]) == "/failed"
    assert site.get("/failed").status_code == 403
    assert "_auth_user_id" not in site.session


def test_a_person_who_logs_out_at_the_site_must_type_the_password_again(server, person, site):
    sign_in(site, person)
    id_token = site.session["oidc_id_token"]
    site.cookies["csrftoken"] = token = "c" * 32
    address = sent_to(site.post("/oidc/logout/", {"csrfmiddlewaretoken": token}))
    assert address.split("?")[0] == discovery(server)["end_session_endpoint"]
    asked = query(address)
    assert (asked["id_token_hint"], asked["post_logout_redirect_uri"]) == (id_token, django_app.GOODBYE)
    answer = person.visit(address)
    assert answer.headers.get("Location") == f"{django_app.GOODBYE}?state={asked['state']}", answer.text
    assert site.get(answer.headers["Location"].removeprefix(HOME)).content == b"goodbye, AnonymousUser"
    assert not is_logged_in(person)

    assert arrive(site, callback_by_password(person, begin(site))) == "/"
    assert site.get("/").content == b"alice@example.com"
