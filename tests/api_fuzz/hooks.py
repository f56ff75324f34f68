"""What schemathesis is told beyond the document."""

import itertools
import os

import schemathesis

ADDRESSES = itertools.count(1)
# what the document's examples name, and what stands in its place on this server
EXAMPLE_DRAW = "daily-2026-11-21"
DRAW = os.environ["FUZZ_DRAW"]
EXAMPLE_RAFFLE = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11"
RAFFLE = os.environ["FUZZ_RAFFLE"]
OWN_TOKEN = os.environ["FUZZ_TOKEN_ID"]


def plain(value):
    """To JSON Schema 3.0 is an integer, to the server it is not: programs write 3."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@schemathesis.hook
def before_call(context, case, kwargs):
    # the limits on guessing are per address, and are tested elsewhere
    number = next(ADDRESSES)
    case.headers["X-Forwarded-For"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    if case.path_parameters.get("draw") == EXAMPLE_DRAW:
        case.path_parameters["draw"] = DRAW
    if isinstance(case.body, dict) and case.body.get("draw") == EXAMPLE_DRAW:
        case.body["draw"] = DRAW
    if case.path_parameters.get("raffle") == EXAMPLE_RAFFLE:
        case.path_parameters["raffle"] = RAFFLE
    # a cursor is what a page has given, which the document cannot say: of values that fit it is left out
    if case.meta and case.meta.generation.mode.is_positive:
        (case.query or {}).pop("cursor", None)
        case.body = plain(case.body)
    # a run that revokes its own token finds nothing from then on
    if case.method == "DELETE" and str(case.path_parameters.get("id")) == OWN_TOKEN:
        case.path_parameters["id"] = "0"
