"""The chat page: conversation left, the deal on the table right. Layout only; `python ui.py` starts it."""

from __future__ import annotations

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import datetime as dt
from typing import Any

import gradio as gr

from assistant.channels.page import assets, handlers
from assistant.channels.page.here import KeptHere, ask_here, keep_here
from assistant.channels.page.panel import panel
from assistant.channels.page.session import Ask, Keep, new_desk
from assistant.channels.page.shelf import Conversations
from assistant.channels.page.state import Desk
from assistant.channels.page.timeline import timeline

LOOKS: dict[str, Any] = {"theme": assets.theme(), "css": assets.STYLE, "head": assets.HEAD}


def build_page(
    ask: Ask, as_of: dt.date | None = None, keep: Keep | None = None, kept: Conversations | None = None
) -> gr.Blocks:
    """The page over one door to answers; sessions begin with the law of `as_of`, else of today.

    `keep` takes what is changed in the panel into the conversation; `kept` opens earlier conversations and links.
    Theme, style and scripts (`LOOKS`) go to launch() or mount_gradio_app().
    """
    on = handlers.Handlers(ask, as_of, keep, kept)
    page: gr.Blocks
    with gr.Blocks(title="Export Desk", fill_width=True, analytics_enabled=False) as page:
        desk = gr.State(lambda: new_desk(as_of))
        arrived = gr.Textbox(visible="hidden", elem_id="arrived", label="Arrived")
        slip = gr.Textbox(visible="hidden", elem_id="slip", label="Slip")
        parcel = gr.Textbox(visible="hidden", elem_id="parcel", label="Parcel")
        head = _html(handlers.masthead(kept=kept is not None), "masthead")
        shelf = _html("", "shelf")
        with gr.Row(elem_id="workbench"):
            with gr.Column(scale=5, min_width=320, elem_id="talk"):
                chat, question = _conversation()
                with gr.Row(elem_id="examples") as examples:
                    chips = [
                        gr.Button(text, size="sm", elem_classes="chip", min_width=80, interactive=False)
                        for text in assets.EXAMPLES
                    ]
            with gr.Column(scale=6, min_width=320, elem_id="table"):
                time = _html(timeline(new_desk(as_of)), "time")
                side = _html(panel(Desk(thread="")), "panel")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        replay: dict[str, Any] = {"fn": on.replay, "inputs": desk, "outputs": [desk, time], **private}
        asking: dict[str, Any] = {"outputs": [chat, question, desk], "queue": False, **private}
        begun = [question.submit(on.say, [question, chat, desk, slip], js=assets.ASKED, **asking)]
        for chip, text in zip(chips, assets.EXAMPLES, strict=True):
            begun.append(chip.click(on.example(text), [chat, desk, slip], js=assets.pressed(text), **asking))
        came = page.load(
            on.arrive, [arrived, desk], [chat, desk, side, time, question, examples, *chips], js=assets.ARRIVED,
            **private,
        )  # fmt: skip
        for event in (*begun, came):  # whoever comes back with a turn that was never answered is answered now
            told = event.then(
                on.answer, [chat, desk], [chat, desk, side, time], concurrency_limit=4,
                **{**private, "show_progress": "minimal", "show_progress_on": chat},
            )  # fmt: skip
            told.then(None, js=assets.CAME if event is came else assets.ANSWERED, **private)
            told.then(**replay)
        chat.clear(on.clear, desk, [desk, side, time], **private)
        for part in (head, shelf, time, side):
            for act in (part.click, part.submit):
                shown = [chat, desk, side, time, shelf, parcel]
                done = act(on.act, [chat, desk], shown, trigger_mode="multiple", **private)
                done.then(None, parcel, None, js="(parcel) => window.deskActed(parcel)", **private)
                done.then(**replay)
    return page


def _html(value: str, name: str) -> gr.HTML:
    """A part of the page that sends what is pressed in it."""
    return gr.HTML(value, js_on_load=assets.PANEL_SCRIPT, elem_id=name)


def _conversation() -> tuple[gr.Chatbot, gr.Textbox]:
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
        max_length=handlers.LONGEST,
        submit_btn="Ask",
        interactive=False,  # until the page has arrived
        elem_id="question",
    )
    return chat, question


def page_here(as_of: dt.date | None = None) -> gr.Blocks:
    """The page with everything it has: the product's answers and its store."""
    return build_page(ask_here, as_of, keep_here, KeptHere())


def main() -> None:
    """Starts the server with the page, on the address of the settings."""
    from assistant.channels.server import serve

    serve()


if __name__ == "__main__":
    main()
