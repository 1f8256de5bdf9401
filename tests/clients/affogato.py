"""The server under test: `affogato serve` in memory, with fixtures.json imported, on a port of its own."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import requests

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures.json"
BINARY = Path(os.environ.get("AFFOGATO_BIN", HERE / "../../target/debug/affogato")).resolve()
RPC = "/api/method/frappe.integrations.oauth2."
PASSWORD = "Passw0rd!x"
CALLBACK = "http://127.0.0.1:9999/callback"
# A debug build hashes the imported passwords slowly.
READY_WITHIN = 60


def secrets():
    """The secret of every confidential client in the fixtures, by client_id."""
    documents = json.loads(FIXTURES.read_text(encoding="utf-8"))
    return {
        document["client_id"]: document["client_secret"]
        for document in documents
        if document["doctype"] == "OAuth Client" and "client_secret" in document
    }


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Affogato:
    """One running server; in memory unless it has a folder."""

    def __init__(self, folder=None, port=None, documents=FIXTURES):
        self.issuer = f"http://127.0.0.1:{port or free_port()}"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [
                BINARY,
                "serve",
                "--listen",
                self.issuer.removeprefix("http://"),
                *(["--data", folder] if folder else ["--in-memory"]),
                "--issuer",
                self.issuer,
                "--import",
                documents,
            ],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def url(self, method):
        """The address of one of the provider's methods."""
        return f"{self.issuer}{RPC}{method}"

    def output(self):
        """What the server has printed."""
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def stop(self):
        """Ends it as Ctrl-C does; one that does not obey is killed and reported."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server ignored Ctrl-C\n{self.output()}") from None
        assert code == 0, f"the server ended with {code}\n{self.output()}"

    def _wait(self):
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the server ended at once\n{self.output()}"
            try:
                answer = requests.get(f"{self.issuer}/api/method/ping", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.1)
                continue
            assert answer.json() == {"message": "pong"}, answer.text
            return
        self.process.kill()
        raise AssertionError(f"the server was not ready in {READY_WITHIN} s\n{self.output()}")
