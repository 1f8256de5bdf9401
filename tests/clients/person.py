"""A person with a browser that knows no script: a cookie jar, the login, the question, the callback."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from affogato import PASSWORD


class Form(HTMLParser):
    """The first form of a page that has a button named `decision`: its address and its hidden fields."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self._open, self._found = "", {}, False, False
        self.feed(page)
        assert self._found, f"no question on this page:\n{page}"

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form" and not self._found:
            self._open, self.action, self.fields = True, attributes.get("action") or "", {}
        elif self._open and tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes["name"]] = attributes.get("value") or ""
        elif self._open and tag == "button" and attributes.get("name") == "decision":
            self._found = True

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = False


class Person:
    """Somebody at a browser; `login=None` is a guest."""

    def __init__(self, server, login="alice@example.com", password=PASSWORD):
        self.server = server
        self.browser = requests.Session()
        self.browser.headers["Accept"] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
        if login:
            answer = self.browser.post(
                f"{server.issuer}/api/method/login", data={"usr": login, "pwd": password}
            )
            assert answer.status_code == 200, answer.text

    def visit(self, url, **params):
        """GETs a page without following where it leads."""
        return self.browser.get(url, params=params, allow_redirects=False)

    def question(self, url):
        """The form on the consent page behind an authorization URL."""
        page = self.visit(url)
        assert page.status_code == 200, (page.status_code, page.headers, page.text)
        return Form(page.text)

    def decide(self, url, decision="allow"):
        """Follows an authorization URL, answers the question if it is asked, and gives the last answer."""
        answer = self.visit(url)
        if answer.status_code != 200:
            return answer
        form = Form(answer.text)
        return self.browser.post(
            urljoin(url, form.action),
            data={**form.fields, "decision": decision},
            allow_redirects=False,
        )

    def callback(self, url, decision="allow"):
        """The address at the client that the browser is sent to in the end."""
        answer = self.decide(url, decision)
        assert answer.status_code in (302, 303), (answer.status_code, answer.text)
        return answer.headers["Location"]

    def code(self, client_id, redirect_uri="http://127.0.0.1:9999/callback", **more):
        """An authorization code for a client, by the plainest request."""
        request = requests.Request(
            "GET",
            self.server.url("authorize"),
            params={
                "client_id": client_id,
                "response_type": "code",
                "scope": "all openid",
                "redirect_uri": redirect_uri,
                **more,
            },
        )
        return query(self.callback(request.prepare().url))["code"]


def query(url):
    """The parameters of an address; each may be there only once."""
    parameters = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert all(len(values) == 1 for values in parameters.values()), url
    return {name: values[0] for name, values in parameters.items()}
