"""The officers' page: the inbox left, one case right, in the look of the chat page. Layout only."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.channels.bench.handlers import handlers
from assistant.channels.bench.state import Seat
from assistant.channels.page import assets
from assistant.channels.page.markup import tag
from assistant.store import Store

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
LOOKS: dict[str, Any] = {"theme": assets.theme(), "css": assets.STYLE + STYLE, "head": assets.HEAD}


def build_bench(store: Store | None = None) -> gr.Blocks:
    """The page over a store, the product's own unless told otherwise."""
    on = handlers(_store if store is None else lambda: store)
    page: gr.Blocks
    with gr.Blocks(title="Export Desk: bench", fill_width=True, analytics_enabled=False) as page:
        seat = gr.State(lambda: Seat())
        gr.HTML(_masthead(), elem_id="masthead")
        with gr.Row(elem_id="workbench"):
            with gr.Column(scale=3, min_width=300, elem_id="tray"):
                left = gr.HTML("", js_on_load=assets.PANEL_SCRIPT, elem_id="inbox")
            with gr.Column(scale=7, min_width=320, elem_id="table"):
                right = gr.HTML("", js_on_load=assets.PANEL_SCRIPT, elem_id="panel")
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        arrived = gr.Textbox(visible="hidden", elem_id="arrived", label="Arrived")
        page.load(on.arrive, [arrived, seat], [seat, left, right], js=assets.ARRIVED, **private)
        for part in (left, right):
            for act in (part.click, part.submit):  # one after the other
                done = act(on.act, seat, [seat, left, right], trigger_mode="multiple", **private)
                done.then(None, js="() => window.deskDone()", **private)
    return page


def _masthead() -> str:
    themes = "".join(tag("option", name, value=name.lower()) for name in ("System", "Light", "Dark"))
    look = tag("label", "Colors", for_="desk-theme") + tag("select", themes, id="desk-theme")
    ask = tag("a", "Ask a question", href="/")
    name = "<h1>Export Desk: bench</h1><p>Answers to be checked, signed or overruled</p>"
    return tag("header", tag("div", name, class_="name") + tag("div", ask + look, class_="tools"), class_="masthead")


@cache
def _store() -> Store:
    return Store()
