"""frappe-client, Frappe's own client library for Python: login by password and by API key, documents, errors."""

import json

import pytest
import requests
from frappeclient import FrappeClient
from frappeclient.frappeclient import AuthError, FrappeException

from affogato import PASSWORD

MANAGER = "alice@example.com"
USER, CLIENT = "User", "OAuth Client"
CALLBACK = "http://127.0.0.1:9999/cb"


@pytest.fixture(scope="module")
def by_password(server):
    return FrappeClient(server.issuer, MANAGER, PASSWORD)


@pytest.fixture(scope="module")
def by_api_key(server, by_password):
    """Alice's key, made with her session."""
    path = "frappe.core.doctype.user.user.generate_keys"
    made = by_password.post_api(path, {"user": MANAGER})
    return FrappeClient(server.issuer, api_key=made["api_key"], api_secret=made["api_secret"])


@pytest.fixture(params=["by_password", "by_api_key"])
def client(request):
    return request.getfixturevalue(request.param)


def test_a_wrong_password_is_an_error(server):
    with pytest.raises(AuthError):
        FrappeClient(server.issuer, MANAGER, "wrong")


def test_a_wrong_api_key_is_an_error(server):
    client = FrappeClient(server.issuer, api_key="x" * 20, api_secret="y" * 40)
    with pytest.raises(FrappeException, match="AuthenticationError"):
        client.get_list(USER)


def test_a_list_has_fields_filters_order_and_pages(client):
    assert [user["name"] for user in client.get_list(USER, filters={"name": MANAGER})] == [MANAGER]
    users = client.get_list(USER, fields=["name", "enabled"], order_by="name desc")
    names = [user["name"] for user in users]
    assert names == sorted(names, reverse=True)
    assert all(set(user) == {"name", "enabled"} for user in users)
    page = client.get_list(USER, fields=["name"], order_by="name desc", limit_start=1, limit_page_length=2)
    assert [user["name"] for user in page] == names[1:3]
    alike = client.get_list(USER, fields=["name"], filters=[["User", "name", "like", "alice%"]])
    assert alike == [{"name": MANAGER}]


def test_a_document_is_made_read_changed_and_deleted(client):
    made = client.insert(
        {
            "doctype": CLIENT,
            "app_name": "Shöp",
            "redirect_uris": CALLBACK,
            "default_redirect_uri": CALLBACK,
            "allowed_roles": [{"role": "All"}],
        }
    )
    assert made["client_secret"]
    name = made["name"]
    read = client.get_doc(CLIENT, name)
    assert read["app_name"] == "Shöp" and "client_secret" not in read

    changed = client.update({**read, "app_name": "Store"})
    assert changed["app_name"] == "Store"
    with pytest.raises(FrappeException, match="TimestampMismatchError"):
        client.update({**read, "app_name": "Shop"})

    assert client.set_value(CLIENT, name, "scopes", "openid")["scopes"] == "openid"
    assert client.get_value(CLIENT, "app_name", {"name": name}) == {"app_name": "Store"}
    assert client.get_value(CLIENT, ["app_name", "scopes"], [["name", "=", name]]) == {
        "app_name": "Store",
        "scopes": "openid",
    }
    failed = client.bulk_update([{"doctype": CLIENT, "docname": name, "app_name": "Bulk"}])
    assert failed == {"failed_docs": []}

    client.delete(CLIENT, name)
    with pytest.raises(FrappeException, match="DoesNotExistError"):
        client.get_doc(CLIENT, name)
    with pytest.raises(FrappeException, match="DoesNotExistError"):
        client.delete(CLIENT, name)


def test_a_user_is_made_and_logs_in(server, client):
    email = f"carol{id(client)}@example.com"
    client.insert({"doctype": USER, "email": email, "first_name": "Carol", "new_password": PASSWORD})
    login = {"cmd": "login", "usr": email, "pwd": PASSWORD}
    # Without a role he is a website user, whom the library does not take for logged in.
    assert requests.post(server.issuer, data=login).json()["message"] == "No App"
    with pytest.raises(FrappeException, match="DuplicateEntryError"):
        client.insert({"doctype": USER, "email": email})
    client.delete(USER, email)


def test_errors_are_raised(client):
    with pytest.raises(FrappeException, match="MandatoryError"):
        client.insert({"doctype": CLIENT})
    with pytest.raises(FrappeException, match="DoesNotExistError"):
        client.get_list("Note")
    with pytest.raises(FrappeException, match="DataError"):
        client.get_list(CLIENT, fields=["client_secret"])
    with pytest.raises(FrappeException, match="PermissionError"):
        client.delete(USER, MANAGER)


def test_who_is_no_system_manager_gets_nothing(server):
    client = FrappeClient(server.issuer)
    answer = client.session.post(
        server.issuer, data={"cmd": "login", "usr": "erin@example.com", "pwd": PASSWORD}
    )
    assert answer.status_code == 200, answer.text
    with pytest.raises(FrappeException, match="PermissionError"):
        client.get_list(USER)
    with pytest.raises(FrappeException, match="PermissionError"):
        client.set_value(USER, MANAGER, "enabled", 0)


def test_a_session_that_a_browser_opened_needs_its_token(server):
    browser = requests.Session()
    browser.headers["Origin"] = server.issuer
    login = {"cmd": "login", "usr": MANAGER, "pwd": PASSWORD}
    assert browser.post(server.issuer, data=login).status_code == 200
    del browser.headers["Origin"]
    data = {"data": json.dumps({"last_name": "Changed"})}
    answer = browser.put(f"{server.issuer}/api/resource/User/{MANAGER}", data=data)
    assert (answer.status_code, answer.json()["exc_type"]) == (400, "CSRFTokenError")


def test_a_programs_session_needs_it_where_a_page_may_have_asked(server, by_password):
    url = f"{server.issuer}/api/resource/User/{MANAGER}"
    for header in [{"Origin": server.issuer}, {"Referer": server.issuer}, {"Sec-Fetch-Mode": "cors"}]:
        answer = by_password.session.put(url, json={"last_name": "Changed"}, headers=header)
        assert (answer.status_code, answer.json()["exc_type"]) == (400, "CSRFTokenError"), header


def test_a_logout_ends_the_session(server):
    client = FrappeClient(server.issuer, MANAGER, PASSWORD)
    client.logout()
    with pytest.raises(FrappeException, match="PermissionError"):
        client.get_list(USER)
