"""Case files of the spotters: one YAML list beside each test."""

from pathlib import Path
from typing import Any

import pytest
import yaml

Case = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which dates and NO stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def cases(name: str) -> list[Any]:
    """The cases of `name`.yaml as parameters named by their text."""
    loaded = yaml.load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"), Loader=_Loader)
    return [pytest.param(case, id=case["text"][:60]) for case in loaded]
