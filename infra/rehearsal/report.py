"""What the rehearsal prints: one line a step, with the time it took."""

import sys
import time
from contextlib import contextmanager

FINDINGS = []
# Told the moment (in milliseconds) when a step that failed began, they print what explains it.
EXPLAIN = []


@contextmanager
def step(text):
    """A step: its line is printed when it is over, and says whether it passed."""
    began, since = time.monotonic(), int(time.time() * 1000)
    try:
        yield
    except Exception:
        _print("FAIL", text, began)
        for explain in EXPLAIN:
            explain(since)
        raise
    _print("ok", text, began)


def note(text):
    """Something that the reader should know about the step that runs."""
    print(f"        {text}", flush=True)


def stand_in(text):
    """The rehearsal does what the emulator cannot."""
    print(f"  STAND-IN {text}", flush=True)


def finding(text):
    """Something is not as the template says; the rehearsal goes on, and fails at its end."""
    FINDINGS.append(text)
    print(f"  FINDING  {text}", flush=True)


def end():
    """Fails if something was found."""
    if FINDINGS:
        print(f"\n{len(FINDINGS)} findings:", *FINDINGS, sep="\n  ", file=sys.stderr)
        sys.exit(1)


def _print(verdict, text, began):
    print(f"{verdict:<7} {text} ({time.monotonic() - began:.1f} s)", flush=True)
