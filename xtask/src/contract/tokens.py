"""What a surface sends with every call to a service (PASETO v4.public), signed with the keys of the run."""

import base64
import datetime
import json
import os
import pathlib

import nacl.signing

HEADER = b"v4.public."
PURPOSE = b"jumun surface"
LIFE = datetime.timedelta(seconds=60)


def key_of(surface):
    text = pathlib.Path(os.environ[f"{surface.upper()}_KEY_FILE"]).read_text().strip().removeprefix("k4.secret.")
    return nacl.signing.SigningKey(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[:32])


KEYS = {surface: key_of(surface) for surface in ("client", "admin")}


def encode(*parts):
    """PASETO's pre-authentication encoding."""
    encoded = len(parts).to_bytes(8, "little")
    for part in parts:
        encoded += len(part).to_bytes(8, "little") + part
    return encoded


def token(surface, audience, customer=None):
    now = datetime.datetime.now(datetime.timezone.utc)
    claims = {"surface": surface, "audience": audience, "issued_at": now.isoformat(), "until": (now + LIFE).isoformat()}
    if customer is not None:
        claims["customer"] = customer
    message = json.dumps(claims).encode()
    signature = KEYS[surface].sign(encode(HEADER, message, b"", PURPOSE)).signature
    return (HEADER + base64.urlsafe_b64encode(message + signature).rstrip(b"=")).decode()
