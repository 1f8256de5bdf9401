"""The way to the deployed API: its own https address, carried to the emulator on this machine."""

from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

TIMEOUT = 30


class Carrier(HTTPAdapter):
    """Sends what is meant for an address of API Gateway to the emulator, which tells APIs apart by the Host header.

    Everybody above it sees the https address, so that cookies with `Secure` come and go as on AWS.
    """

    def __init__(self, port):
        self._port = port
        super().__init__()

    def get_connection_with_tls_context(self, request, verify, proxies=None, cert=None):
        return self.poolmanager.connection_from_host("127.0.0.1", self._port, "http")

    def add_headers(self, request, **_):
        request.headers["Host"] = urlsplit(request.url).netloc


def carried(session, port):
    """A session of requests whose https addresses lead to the emulator."""
    session.mount("https://", Carrier(port))
    session.trust_env = False
    return session


def app(port):
    """An app's own session: no cookies are kept, because an app has no browser."""
    session = carried(requests.Session(), port)
    session.cookies.set_policy(NoCookies())
    return session


class NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):
    """Takes no cookie."""

    def set_ok(self, cookie, request):
        return False
