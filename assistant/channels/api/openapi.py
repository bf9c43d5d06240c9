"""What /openapi.json says: the contract's objects, the facts with unit and class, keys, and how errors look."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.channels.api.bodies import Problem
from assistant.channels.schema import facts_schema
from assistant.channels.web.problems import MEDIA_TYPE

DESCRIPTION = """US export-control answers about advanced AI chips: facts and a day in, a computed, cited verdict out.

Every request carries an API key (`Authorization: Bearer edk_…`). Errors are one object of the type
`application/problem+json` that names the field. A POST with an `Idempotency-Key` is answered once."""
TAKE_FACTS = ("Check", "Replay")
ERRORS = {
    "400": "The body is no JSON.",
    "401": "The key is missing, unknown or has ended.",
    "403": "The key's role may not do this.",
    "422": "A field holds something that cannot be used.",
    "429": "More requests than the key may make in a minute.",
}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        found = get_openapi(
            title="Export Desk", version=app.version, description=DESCRIPTION, routes=app.routes,
            separate_input_output_schemas=False,
        )  # fmt: skip
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_facts())
        for name in TAKE_FACTS:
            schemas[name]["properties"]["facts"] = {"$ref": "#/components/schemas/Facts"}
        schemas["Problem"] = Problem.model_json_schema()
        found["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        found["security"] = [{"key": []}]
        for path in found["paths"].values():
            for operation in path.values():
                operation["responses"].update(_errors())
        app.openapi_schema = found
    return app.openapi_schema


def _errors() -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": said, "content": content} for status, said in ERRORS.items()}


def _facts() -> dict[str, Any]:
    """The schema of the facts; its parts get names that none of the other objects has."""
    schema = json.loads(json.dumps(facts_schema()).replace("#/$defs/", "#/components/schemas/Facts."))
    parts = {f"Facts.{name}": part for name, part in schema.pop("$defs", {}).items()}
    return {"Facts": schema, **parts}
