"""What every operation may answer beside its success, for the OpenAPI document.

Errors are answered for all operations in one place (`problems`), so they are described in one:
each operation gets those that can happen to a request of its shape.
"""

from typing import Any

from guisu.doors.api.rest import examples
from guisu.doors.api.rest.forms import FieldProblem, InvalidBatch, Problem
from guisu.ground.staff.domain import KeyScope

Operation = dict[str, Any]
UNREADABLE = ("400", "The body is not JSON.", "unreadable", "Cannot parse request body")
NO_KEY = (
    "401",
    "There is no live key in the request.",
    "not_authenticated",
    "Send a live key: Authorization: Bearer gs_…",
)
NOT_PERMITTED = (
    "403",
    "The key does not hold the scope, or is of one store where that cannot do.",
    "not_permitted",
    "This key does not hold the scope customers:erase.",
)
ABSENT = ("404", "Absent, or not to be seen by this key.", "not_found", "Not found: customer.")
STANDING = (
    "409",
    "What is recorded does not allow it.",
    "customers.already_erased",
    "This person has been erased.",
)
TOO_LARGE = (
    "413",
    "The body is larger than 4 MB.",
    "too_large",
    "A request may have 4 MB: send fewer rows.",
)
TOO_MANY = (
    "429",
    "The key asks too often.",
    "too_many_requests",
    "This key asks too often: wait 3 seconds.",
)
NEEDS = {
    "list_customers": KeyScope.READ_CUSTOMERS,
    "get_customer": KeyScope.READ_CUSTOMERS,
    "tell_customers": KeyScope.WRITE_CUSTOMERS,
    "list_events": KeyScope.READ_EVENTS,
    "list_orders": KeyScope.READ_ORDERS,
    "get_order": KeyScope.READ_ORDERS,
    "tell_orders": KeyScope.WRITE_ORDERS,
    "list_products": KeyScope.READ_ORDERS,
    "get_product": KeyScope.READ_ORDERS,
    "tell_products": KeyScope.WRITE_PRODUCTS,
    "list_stores": KeyScope.READ_ORDERS,
    "list_consents": KeyScope.READ_CUSTOMERS,
    "say_consent": KeyScope.WRITE_CUSTOMERS,
    "export_customer": KeyScope.EXPORT_CUSTOMERS,
    "erase_customer": KeyScope.ERASE_CUSTOMERS,
    "lift_erasure": KeyScope.ERASE_CUSTOMERS,
    "list_tags": KeyScope.READ_CUSTOMERS,
    "list_customer_tags": KeyScope.READ_CUSTOMERS,
    "give_tag": KeyScope.WRITE_CUSTOMERS,
    "take_tag": KeyScope.WRITE_CUSTOMERS,
}
INVALID = {
    "code": "invalid",
    "message": "The request has wrong values.",
    "problems": [{"row": 0, "field": "size", "message": "Input should be greater than 0"}],
}
RETRY_AFTER = {
    "Retry-After": {"description": "Whole seconds to wait.", "schema": {"type": "integer"}}
}


def describe(document: dict[str, Any]) -> None:
    """Write every operation's errors into `document`, each with an example."""
    schemas = document["components"]["schemas"]
    for schema in (Problem, FieldProblem, InvalidBatch):
        written = schema.model_json_schema(ref_template="#/components/schemas/{model}")
        written.pop("$defs", None)
        schemas[schema.__name__] = written
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _describe(operation, has_number="{" in path)
            _exemplify(operation)


def _describe(operation: Operation, *, has_number: bool) -> None:
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    described = [NO_KEY, NOT_PERMITTED, TOO_MANY]
    if "requestBody" in operation:
        described += [UNREADABLE, TOO_LARGE]
    if has_number:
        described.append(ABSENT)
    if "409" in answers:
        described.append(STANDING)
    for status, meaning, code, message in described:
        answers[status] = _answer(meaning, "Problem", {"code": code, "message": message})
    answers["429"]["headers"] = RETRY_AFTER
    if "requestBody" in operation or operation["parameters"]:
        answers["422"] = _answer(
            "A value is wrong; nothing was taken. Rows count from 0.", "InvalidBatch", INVALID
        )
    operation["responses"] = dict(sorted(answers.items()))


def _exemplify(operation: Operation) -> None:
    name = operation["operationId"]
    operation["x-scope"] = NEEDS[name].value
    if name in examples.REQUESTS:
        content = operation["requestBody"]["content"]["application/json"]
        content["example"] = examples.REQUESTS[name]
    if name in examples.ANSWERS:
        content = operation["responses"]["200"]["content"]["application/json"]
        content["example"] = examples.ANSWERS[name]


def _answer(meaning: str, schema: str, example: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{schema}"}, "example": example}
    return {"description": meaning, "content": {"application/json": content}}
