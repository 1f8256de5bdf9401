"""What is said when everything runs: where it is, what it is made of, what to try."""

import json
import sys
from pathlib import Path


def main():
    """Prints it. As `affogato serve`, commands begin their line, to be copied without a margin."""
    issuer, demo, image, database, log = sys.argv[1:]
    demo = json.loads(Path(demo).read_text(encoding="utf-8"))
    base = f"{issuer}/api/method/frappe.integrations.oauth2"
    back = f"{issuer}/demo"
    secret = f"{demo['client_id']}:{demo['client_secret']}"
    print(
        f"""
  Affogato serves on {issuer}, each function in a container

  Image     {image}
  Database  {database}, open to every container and user of this machine
  Log       {log}
  Demo user {demo['user']}, password {demo['password']}

  1 Open this, log in as the demo user and allow. The page that you reach is none; its address has
    the code, behind `code=`, up to the `&`:

{base}.authorize?client_id={demo['client_id']}&response_type=code&scope=openid%20all&redirect_uri={back}

  2 Paste this, and the code right behind it. You get tokens:

curl {base}.get_token -u {secret} -d grant_type=authorization_code -d redirect_uri={back} -d code=

  3 Paste this, and the access_token right behind it. You see who logged in:

curl {base}.openid_profile -d access_token=

  Ctrl-C stops it. After `sam build` a changed function starts anew by itself.
""",
        flush=True,
    )


if __name__ == "__main__":
    main()
