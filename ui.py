"""The chat page: conversation left, the deal on the table right. Layout only; `python ui.py` starts it."""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant.answer import Answer
from assistant.channels.page import assets, handlers
from assistant.channels.page.panel import panel
from assistant.channels.page.session import Ask, Keep, new_desk

if TYPE_CHECKING:
    from assistant.store import Store

LOOKS: dict[str, Any] = {"theme": assets.theme(), "css": assets.STYLE, "head": assets.HEAD}


def build_page(ask: Ask, as_of: dt.date | None = None, keep: Keep | None = None) -> gr.Blocks:
    """The page over one door to answers; sessions begin with the law of `as_of`, else of today.

    `keep` takes what is changed in the panel into the conversation.

    Theme, style and scripts (`LOOKS`) go to launch() or mount_gradio_app().
    """
    on = handlers.handlers(ask, as_of, keep)
    page: gr.Blocks
    with gr.Blocks(title="Export Desk", fill_width=True, analytics_enabled=False) as page:
        desk = gr.State(lambda: new_desk(as_of))
        gr.HTML(handlers.MASTHEAD, elem_id="masthead")
        with gr.Row(elem_id="workbench"):
            with gr.Column(scale=5, min_width=320, elem_id="talk"):
                chat = gr.Chatbot(
                    show_label=False,
                    label="Conversation",
                    height=None,
                    elem_id="chat",
                    layout="panel",
                    autoscroll=False,
                    latex_delimiters=[],
                    feedback_options=None,
                    buttons=["copy_all"],
                    placeholder=handlers.WELCOME,
                )
                question = gr.Textbox(
                    label="Your question",
                    placeholder="Describe the deal: item, quantity, who, where, what for",
                    lines=1,
                    max_lines=8,
                    max_length=10_000,
                    submit_btn="Ask",
                    elem_id="question",
                )
                with gr.Row(elem_id="examples"):
                    chips = [gr.Button(text, size="sm", elem_classes="chip", min_width=80) for text in assets.EXAMPLES]
            with gr.Column(scale=6, min_width=320, elem_id="table"):
                side = gr.HTML(panel(new_desk(as_of)), js_on_load=assets.PANEL_SCRIPT, elem_id="panel")
        private: dict[str, Any] = {"api_visibility": "private"}
        begun = [question.submit(on.say, [question, chat, desk], [chat, question, desk], queue=False, **private)]
        for chip, text in zip(chips, assets.EXAMPLES, strict=True):
            begun.append(chip.click(on.example(text), [chat, desk], [chat, question, desk], queue=False, **private))
        for event in begun:
            told = event.then(on.answer, [chat, desk], [chat, desk, side], concurrency_limit=4, **private)
            told.then(None, js="() => window.deskShowAnswer()", **private)
        chat.clear(on.clear, None, [desk, side], **private)
        for act in (side.click, side.submit):
            done = act(on.act, [chat, desk], [chat, desk, side], show_progress="hidden", **private)
            done.then(None, js="() => window.deskShowAnswer()", **private)
    return page


def ask_here(question: str, *, as_of: dt.date | None, thread: str) -> Answer:
    """The answer of the product's one door, kept in the store under its thread."""
    from assistant.ask import ask

    return ask(question, as_of=as_of, thread=thread, store=_store())


def keep_here(thread: str, what: str, answer: Answer) -> None:
    """Keeps a change made in the panel as a turn of its thread."""
    _store().keep(thread, what, answer)


@cache
def _store() -> Store:
    from assistant.store import Store

    return Store()


def main() -> None:
    """Starts the server with the page, on the address of the settings."""
    from assistant.channels.server import serve

    serve()


if __name__ == "__main__":
    main()
