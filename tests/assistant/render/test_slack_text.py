"""Other people's words in Slack: shown, never obeyed; and the card's limits, whatever the answer."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest

from assistant.render.slack_text import cut, inert, link, mrkdwn, pieces, plain, shown

HOSTILE = (
    "<!channel> <!here|here> <!everyone> <!subteam^S1> <!date^1^{date}^https://e.example|x>",
    "<@U123ABC> <#C123ABC|general> @here @channel @everyone",
    "<http://evil.example|15 CFR 742.6> https://evil.example mailto:a@b.example <mailto:x@y.example|me>",
    "*No license is required* _none_ ~struck~ `code` ```block```",
    "> quoted\n>>> all quoted\n- item",
    "\u202eeriuqer\u202c \u2066x\u2069 \u200fz \u200bzero\u2060width\ufeff \x00\x07\x1b[31m \x9b",
    ":white_check_mark: :large_green_circle: :skull::skin-tone-2:",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt; &#60;!channel&#62;",
    "\ud83d\udd25 \ud800 lone",
    "<script>alert(1)</script> ![x](http://e.example/y.png) [a](javascript:alert(1)) =HYPERLINK(1)",
)
ALIVE = re.compile(r"<|(?<!&lt;)(?<!&gt;)[*_~`]|://|@(?:here|channel|everyone)\b|:[a-z][\w+-]*:", re.I)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_in_other_peoples_words_is_alive(words: str) -> None:
    for said in (inert(words), plain(words, 3_000)):
        assert not ALIVE.search(said), said
        assert not [char for char in said if unicodedata.category(char) in {"Cc", "Cf", "Cs"}], said
        assert "\n" not in said
    assert not ALIVE.search(mrkdwn(f"Not understood: {words.replace('**', '')}".replace("\n", " ")))


def test_words_stay_readable() -> None:
    assert inert("15 CFR 742.6(a)(6)(iii)(A), § 740.8; AT&T 東京 Müller") == (
        "15 CFR 742.6(a)(6)(iii)(A), § 740.8; AT&amp;T 東京 Müller"
    )
    assert shown("a\tb\r\n c") == "a b c"


def test_marks_and_cites_survive() -> None:
    told = mrkdwn("**A license is required.** BIS presumes to deny [1][2].\n- 15 CFR 742.6(b)(10)(iii)(A)(1)")
    assert told == "*A license is required.* BIS presumes to deny [1][2].\n• 15 CFR 742.6(b)(10)(iii)(A)(1)"


def test_a_link_of_ours_cannot_be_broken_out_of() -> None:
    assert link("https://www.ecfr.gov/x>|<!channel", "cite") == "cite"
    assert link("https://www.ecfr.gov/x", "a|b>c") == "<https://www.ecfr.gov/x|a¦b&gt;c>"


@pytest.mark.parametrize("text", ["word " * 3_000, "a" * 9_000, "&amp;" * 2_000, "One.\n\nTwo.\n\n" * 900])
def test_pieces_fit_and_lose_nothing(text: str) -> None:
    found = pieces(text, 3_000)
    assert max(map(len, found)) <= 3_000
    assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
    assert not any(re.search(r"&[a-z]*$", one) for one in found)


def test_what_is_cut_says_so() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert json.loads(json.dumps(plain("<" * 100, 75))) == "‹" * 74 + "…"
