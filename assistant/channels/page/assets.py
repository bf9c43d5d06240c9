"""What the page needs beside its parts: style, scripts, theme. Nothing is fetched from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text(encoding="utf-8")
PANEL_SCRIPT = (HERE / "panel.js").read_text(encoding="utf-8")
HEAD = (
    f'<meta name="color-scheme" content="light dark"><script>{(HERE / "page.js").read_text(encoding="utf-8")}</script>'
)
ASKED = "(text, chat, desk) => [text, chat, desk, window.deskAsked(text)]"
ANSWERED = "() => window.deskShowAnswer()"
CAME = "() => window.deskCame()"
ARRIVED = "(arrived, desk) => [window.deskArrived(), desk]"
EXAMPLES = (
    "Can we ship 64 H200 to Alibaba Cloud in Singapore?",
    "12 data-center cards, 3,040 TPP, 640 mm², to a firm in Montevideo",
    "500 RTX 4090 to a reseller in Shenzhen",
    "What is performance density?",
)


def pressed(example: str) -> str:
    """The script of the button that asks an example."""
    return f"(chat, desk) => [chat, desk, window.deskAsked({json.dumps(example)})]"


def theme() -> gr.themes.Base:
    """Gradio's plain theme in the system's own fonts."""
    import gradio as gr

    sans = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
    return gr.themes.Base(
        primary_hue="slate",
        neutral_hue="slate",
        radius_size="sm",
        font=sans,
        font_mono=("ui-monospace", "Liberation Mono", "monospace"),
    )
