"""The connection to a language model through LangChain: any provider, or an endpoint that speaks OpenAI's protocol.

Whatever goes wrong on the way (no network, a time-out, a refusal, nonsense) is logged and gives nothing: the answer is
then the one without a model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, Field

from assistant.errors import PartMissing

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROMPTS = Path(__file__).with_name("prompts")
SECONDS = 12.0  # a slower model is no help to somebody who waits
MOST_FACTS = 8

log = structlog.get_logger(__name__)
T = TypeVar("T", bound=BaseModel)


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ProposedFact(_Lenient):
    """One fact that the message states, with the words that state it."""

    path: str = Field(description="where the fact belongs, such as parties[0].headquarters")
    value: Any = Field(description="its value")
    words: str = Field(description="the words of the message, copied exactly")


class Facts(_Lenient):
    """The facts that the message states."""

    facts: list[ProposedFact] = Field(default_factory=list)


class ProposedSentence(_Lenient):
    """A plainer wording of one numbered sentence."""

    number: int
    text: str


class Wording(_Lenient):
    """Plainer wordings, by number."""

    sentences: list[ProposedSentence] = Field(default_factory=list)


class LanguageModel:
    """A chat model that is asked for facts and wording within a time; never raises."""

    def __init__(self, chat: BaseChatModel, name: str, seconds: float = SECONDS) -> None:
        self._chat = chat
        self.name = name
        self._seconds = seconds

    def facts(self, question: str, known: str) -> tuple[ProposedFact, ...]:
        """What the model reads in a message, at most eight facts."""
        found = self._asked(Facts, _prompt("facts", known=known), question)
        return () if found is None else tuple(found.facts[:MOST_FACTS])

    def wording(self, sentences: tuple[str, ...]) -> dict[int, str]:
        """Plainer sentences by the place of the one that they stand for, counted from 1."""
        numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(sentences, start=1))
        found = self._asked(Wording, _prompt("wording", sentences=""), numbered)
        return {} if found is None else {one.number: one.text for one in found.sentences}

    def _asked(self, shape: type[T], order: str, text: str) -> T | None:
        """The model's answer in the shape asked for; None where it gave none in time."""

        def ask() -> object:
            return self._chat.with_structured_output(shape).invoke([("system", order), ("human", text)])

        try:
            answer = _within(self._seconds, ask)
        except Exception as error:  # a model may fail in any way, and none of them may reach the verdict
            log.warning("language model failed", model=self.name, error=type(error).__name__)
            return None
        return answer if isinstance(answer, shape) else None


@cache
def language_model() -> LanguageModel | None:
    """The model that the settings name; None where they name none.

    Raises:
        PartMissing: the package of the provider is not installed; the message names it.
    """
    from assistant.settings import settings

    chosen = settings()
    if not chosen.model:
        return None
    from langchain.chat_models import init_chat_model

    key = None if chosen.model_key is None else chosen.model_key.get_secret_value()
    more: dict[str, Any] = {"api_key": key} if key else {}
    if chosen.model_url:
        more |= {"base_url": chosen.model_url, "model_provider": "openai", "api_key": key or "none"}
    try:
        chat = init_chat_model(chosen.model, temperature=0, timeout=SECONDS, max_retries=0, **more)
    except (ImportError, ValueError) as error:
        raise PartMissing("EXPORTDESK_MODEL", str(error).splitlines()[0]) from error
    return LanguageModel(chat, chosen.model)


@cache
def _order(name: str) -> str:
    return (PROMPTS / f"{name}.md").read_text(encoding="utf-8")


def _prompt(name: str, **parts: str) -> str:
    text = _order(name)
    for part, value in parts.items():
        text = text.replace(f"{{{part}}}", value)
    return text.strip()


def _within(seconds: float, work: Callable[[], object]) -> object:
    """What the work gives, or TimeoutError; a thread that hangs is left behind and ends with the process."""
    box: list[object] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            box.append(work())
        except Exception as error:
            failed.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(seconds)
    if failed:
        raise failed[0]
    if not box:
        raise TimeoutError(f"no answer within {seconds} s")
    return box[0]
