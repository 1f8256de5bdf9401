"""What an act reads in an answer."""

import jwt


def field(page, name):
    """The value of a field of a form."""
    return page.text.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def assert_keyed(signed):
    """A signed answer, an id_token or a profile, that names a key. Whether that is published, another function would have to say, which keeps for a minute what it read."""
    header = jwt.get_unverified_header(signed)
    assert header["alg"] == "RS256" and header["kid"], header
