"""Who calls what, for schemathesis: started by scripts/fuzz-contract, which serves the system and says where.

Staff operations are called by the duty lead, answers of the police by the liaison, own reports with their access code, lists
of a calling system with its key. Tokens are fetched anew before they run out.
"""

import os
import random
import uuid

import requests
import schemathesis

BASE = os.environ["FUZZ_URL"]
PASSWORD = os.environ["FUZZ_PASSWORD"]
API_KEY = os.environ["FUZZ_API_KEY"]
CHANCE = random.Random(int(os.environ.get("FUZZ_SEED", "1")))
POLICE = {"acknowledge_referral", "decide_referral", "question_referral", "conclude_referral"}
REPORT = {
    "kind": "ransomware", "ongoing": "yes", "impact": "all_down", "description": "Alle filer paa serveren er laast.",
    "organisation": {"name": "Bageriet"}, "reporter": {"name": "Karen", "phone": "+4520304050"},
    "consents": {"police_referral": "yes", "share_anonymised": True},
}


def somebody():
    """An address of one's own, as the proxy in front tells it: guesses of others slow nobody else down."""
    return f"198.{CHANCE.randint(18, 19)}.{CHANCE.randint(0, 255)}.{CHANCE.randint(1, 254)}"


def call(method, path, bearer=None, body=None):
    headers = {"Idempotency-Key": str(uuid.uuid4()), "X-Forwarded-For": somebody()}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    answer = requests.request(method, BASE + path, headers=headers, json=body, timeout=30)
    answer.raise_for_status()
    return answer.json()


def login(name):
    body = {"email": f"{name}@demo.example", "password": PASSWORD}
    return call("POST", "/api/v1/auth/login", body=body)["access_token"]


class Things:
    """A report, its case, and a referral as far as the police have it."""

    def __init__(self):
        own = dict(REPORT, source_ref=str(uuid.uuid4()))
        receipt = call("POST", "/api/v1/reports", API_KEY, own)
        self.number, self.code = receipt["number"], receipt["access_code"]
        analyst, lead, police = login("analyst1"), login("lead"), login("police")
        cases = call("GET", f"/api/v1/cases?q={self.number}", lead)["data"]
        self.case = cases[0]["id"]
        call("POST", f"/api/v1/cases/{self.case}/transitions", analyst, {"transition": "accept"})
        referral = call("POST", f"/api/v1/cases/{self.case}/referrals", analyst, {})
        self.referral = referral["id"]
        call("POST", f"/api/v1/referrals/{self.referral}/submit", analyst, {})
        call("POST", f"/api/v1/referrals/{self.referral}/approve", lead, {})
        call("GET", f"/api/v1/referrals/{self.referral}", police)


THINGS = Things()


@schemathesis.auth(refresh_interval=240)
class Callers:
    def get(self, case, context):
        return {"lead": login("lead"), "police": login("police")}

    def set(self, case, data, context):
        operation = case.operation.definition.raw
        schemes = {name for needs in operation.get("security", []) for name in needs}
        if "staff" in schemes:
            secret = data["police" if operation["operationId"] in POLICE else "lead"]
        elif operation["operationId"] == "list_own_reports":
            secret = API_KEY
        elif "access_code" in schemes:
            secret = THINGS.code
        elif "api_key" in schemes:
            secret = API_KEY
        else:
            return
        case.headers["Authorization"] = f"Bearer {secret}"


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Half of the calls meet something that is there."""
    if path_parameters and CHANCE.random() < 0.5:
        path = context.operation.path
        if "number" in path_parameters:
            path_parameters["number"] = THINGS.number
        if "id" in path_parameters:
            path_parameters["id"] = THINGS.referral if "/referrals/{id}" in path else THINGS.case
    return path_parameters


@schemathesis.hook
def before_call(context, case, **kwargs):
    case.headers = case.headers or {}
    case.headers["X-Forwarded-For"] = somebody()
