"""One server for all the Python clients, and a person at a browser."""

import os

import pytest

from affogato import Affogato
from person import Person

# requests-oauthlib refuses plain HTTP otherwise; the tests talk to a loopback address.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


@pytest.fixture(scope="session")
def server():
    running = Affogato()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def alice(server):
    """Alice, logged in; her roles open every client."""
    return Person(server)
