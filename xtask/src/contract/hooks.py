"""What schemathesis cannot know of these services: how to get past the first check, so that the ones behind it run too.

Only cases that keep to the description are touched; those that break it on purpose go out as they are.
"""

import base64
import functools
import json
import os
import pathlib
import random
import re
import time
import zoneinfo

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from tokens import token

ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory", "posixrules"})
TIMEOUT = "#/components/parameters/Timeout"
#: Refusals of what a schema can say: described input is never refused with one of these.
SHAPE = {"invalid_json", "invalid_body", "invalid_query", "invalid_id", "invalid_cursor", "unreadable_body",
         "unsupported_media_type", "idempotency_key_invalid", "idempotency_key_missing", "if_match_missing"}
#: Of the staff service: what an operation's id names.
MEMBERS = {"change_person": "people", "remove_person": "people", "sign_person_out": "people", "remove_device": "devices"}
#: Of the menu service: what is done to a draft that is open.
DRAFTS = {"drop_draft", "publish_draft"}
#: A patch may fit its schema and not what it is merged into.
MERGES = "patch_"

#: Of the order service: what a customer may do as well, to what they ordered.
STEPS = {"move_order", "amend_order"}
#: The session under which staff order.
COUNTER = "counter"
#: The store whose manager the requests come from.
STORE = "main"
SERVICE = os.environ["SERVICE"]

#: The device which the manager enrolled in this run, beside the data of the service under test: a sign-in that shows its
#: pass is not counted among strangers' guesses.
DEVICE = pathlib.Path(SERVICE) / "device.json"

schemathesis.openapi.format("iana-time-zone", st.sampled_from(ZONES))


@st.composite
def opening_range(draw):
    opens = draw(st.integers(0, 24 * 60 - 1))
    closes = draw(st.integers(opens + 1, 36 * 60))
    return f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"


schemathesis.openapi.format("opening-range", opening_range())


#: Whose matter a manager is in the staff service: signed in for every request, since the one before may have signed everybody
#: out, and on an enrolled device.
MANAGED = re.compile("^/api/v1/admin/(people|sign-out|devices|audit)")


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """What a case that keeps to the description comes with; schemathesis sends it once more without, and with made-up ones."""

    def get(self, case, ctx):
        headers = caller(case, case.operation.definition.raw.get("operationId", ""))
        if SERVICE == "staff" and MANAGED.match(case.operation.path):
            headers["Authorization"] = f"Bearer {enrolled_manager()}"
        return headers

    def set(self, case, data, ctx):
        case.headers = {**(case.headers or {}), **data}


def enrolled_manager():
    known = json.loads(DEVICE.read_text()) if DEVICE.exists() else {}
    answer = sign_in({"pin": os.environ["MANAGER_PIN"], **({"device": known["pass"]} if known else {})})
    # A case may have removed the device; this sign-in enrolled another one then.
    if answer.get("enrolled"):
        device, signed = answer["enrolled"]
        DEVICE.write_text(json.dumps({"id": device["id"], "person": answer["person"]["id"], "pass": signed}))
    return answer["session"]


def sign_in(asked):
    """Two PINs are looked at at once, and others are being set meanwhile: whoever comes third is asked to come again."""
    for _ in range(20):
        headers = {"x-surface-token": token("admin", "staff")}
        answer = requests.post(f"{os.environ['STAFF_URL']}/api/v1/sessions", json=asked, headers=headers, timeout=10).json()
        if answer.get("code") != "overloaded":
            break
        time.sleep(0.2)
    if "session" not in answer:
        raise RuntimeError(f"the manager is not signed in: {answer}")
    return answer


def manager():
    """Of the other services: nothing there ends a session, but a PIN counts for a quarter of an hour where prices change."""
    return signed_in(int(time.monotonic() // 600))


@functools.lru_cache(maxsize=1)
def signed_in(_since):
    """The services are handed the roster that admits the session, as the counter's surface does."""
    session = sign_in({"pin": os.environ["MANAGER_PIN"]})["session"]
    headers = {"x-surface-token": token("admin", "staff")}
    roster = requests.get(f"{os.environ['STAFF_URL']}/api/v1/roster", headers=headers, timeout=10).json()
    headers = {"x-surface-token": token("admin", SERVICE)}
    requests.put(f"{os.environ['SERVICE_URL']}/api/v1/staff-roster", json=roster, headers=headers, timeout=10).raise_for_status()
    return session


def counter():
    """What the counter's surface sends for a manager, or for nobody where a request signs the manager in itself."""
    headers = {"x-surface-token": token("admin", SERVICE)}
    return headers if SERVICE == "staff" else {**headers, "Authorization": f"Bearer {manager()}"}


def caller(case, operation):
    """Orders are placed, and steps of customers taken, by the customers' surface for the customer whom it is about."""
    body = case.body if isinstance(case.body, dict) else {}
    customer = None
    if operation == "place_order" and isinstance(body.get("customer"), dict):
        customer = body["customer"].get("session")
    elif operation in STEPS and body.get("actor") == "customer":
        customer = get(case, f"orders/{(case.path_parameters or {}).get('id')}").json().get("customer", {}).get("session")
    # A method that is not described is nobody's matter.
    is_described = case.method.lower() == case.operation.method.lower()
    if is_described and isinstance(customer, str) and customer != COUNTER:
        return {"x-surface-token": token("client", SERVICE, customer)}
    return counter()


@schemathesis.hook
def before_load_schema(ctx, raw_schema):
    """A caller that waits for a millisecond is answered 503 as described, which is no fault: none is tried."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            operation["parameters"] = [p for p in operation["parameters"] if p.get("$ref") != TIMEOUT]


@schemathesis.hook
def before_call(ctx, case, kwargs):
    operation = case.operation.definition.raw.get("operationId", "")
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    # By chance a made-up header is called so; the kind of a body is the described one.
    for name in [name for name in case.headers or {} if name.lower() == "content-type"]:
        del case.headers[name]
    if isinstance(case.body, (dict, list)):
        case.body = plain_numbers(case.body)
    if operation == "place_order" and isinstance(case.body, dict):
        add_up(case.body)
        # The manager is of this store: its orders are the ones that staff get at.
        if "store" in case.body and random.random() < 0.7:
            case.body["store"] = STORE
    if case.query and "store" in case.query and random.random() < 0.7:
        case.query["store"] = STORE
    if operation == "put_printer" and isinstance(case.body, dict):
        # What is made up must not be connected to: somebody may live there.
        case.body["settings"]["enabled"] = False
    if case.headers and "If-Match" in case.headers:
        case.headers["If-Match"] = version_of(case, operation in DRAFTS or bool((case.query or {}).get("draft")))
    is_about_one = operation in MEMBERS or operation.startswith(("patch_", "delete_", "set_"))
    if is_about_one and "id" in (case.path_parameters or {}):
        choose_existing(case, operation)


def plain_numbers(value):
    """2.0 is an integer to JSON schema and none to these services: amounts are never floating point numbers. And a number
    of hundreds of digits, in a field that nobody reads, is no JSON to them."""
    if isinstance(value, dict):
        return {name: plain_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain_numbers(inner) for inner in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return int(value)
    if isinstance(value, int) and abs(value) > 10**300:
        return 0
    return value


def add_up(order):
    """Makes the sums right: random ones never are."""
    total = 0
    for line in order.get("lines", []):
        line["unit_price"] %= 10**9
        each = line["unit_price"]
        seen = set()
        options = []
        for option in line.get("options", []):
            if option["option_id"] not in seen:
                seen.add(option["option_id"])
                option["price"] = abs(option["price"]) % 10**6
                each += option["price"] * option["quantity"]
                options.append(option)
        if "options" in line:
            line["options"] = options
        line["line_total"] = each * line["quantity"]
        total += line["line_total"]
    order["total"] = total


def version_of(case, is_draft):
    """What an editor has seen: the menu, or the draft, which is opened for it."""
    if is_draft:
        requests.put(f"{api(case)}/admin/draft", headers=counter(), timeout=10)
        return get(case, "admin/draft").headers["ETag"]
    return get(case, "store").headers["ETag"]


def get(case, name):
    return requests.get(f"{api(case)}/{name}", headers=counter(), timeout=10)


def api(case):
    return f"{case.operation.schema.get_base_url().rstrip('/')}/api/v1"


def choose_existing(case, operation):
    """Half of the cases are about something that is there."""
    if random.random() < 0.5:
        return
    if operation in MEMBERS:
        choose_from_roster(case, MEMBERS[operation])
        return
    menu = get(case, "menu").json()
    options = [option for group in menu["option_groups"] for option in group["options"]]
    kinds = {"category": menu["categories"], "item": menu["items"], "option_group": menu["option_groups"],
             "option_availability": options, "item_availability": menu["items"]}
    # Deleted ones would be missing soon: the newest goes first, the real menu last.
    there = kinds.get(operation.split("_", 1)[1], [])
    if there:
        case.path_parameters["id"] = (there[-1] if operation.startswith("delete_") else random.choice(there))["id"]


def choose_from_roster(case, kind):
    """Anybody and any device but those that these requests come from."""
    own = json.loads(DEVICE.read_text()).values() if DEVICE.exists() else ()
    # A PASETO v4.public: the content, then 64 bytes of signature.
    token = get(case, "roster").json()["signed"].split(".")[2]
    roster = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[:-64])
    there = [one["id"] for one in roster[kind] if one["id"] not in own]
    if there:
        case.path_parameters["id"] = random.choice(there)


@schemathesis.check
def described_input_is_understood(ctx, response, case):
    """What the description allows may be refused by a rule, never for its shape."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or response.status_code < 400:
        return
    if "json" not in response.headers.get("content-type", [""])[0] or response.status_code in (404, 405):
        return
    operation = case.operation.definition.raw.get("operationId", "")
    code = response.json().get("code")
    if code in SHAPE and not operation.startswith(MERGES):
        raise AssertionError(f"described, but refused with {code}: {response.json().get('detail')}")
