"""Seats told by other words than a place or a nationality: our own subsidiary, "a domestic firm", bodies of the UAE."""

from collections.abc import Sequence

from assistant.reading.lists import pattern, words_file
from assistant.reading.mentions import OF_THE_STATE, has_own_seat
from assistant.reading.seats import Party, span_of
from assistant.reading.state import Reading, look


def own_daughter(reading: Reading, parties: Sequence[Party]) -> None:
    """ "Our subsidiary in Bangalore": its parent is the exporter, where the exporter's seat is told."""
    home = look(reading.facts, "exporter.headquarters")
    for index, party in enumerate(parties):
        head, path = party.head, f"parties[{index}]"
        known = party.named or party.owner or party.parent or not has_own_seat(head) or head.of
        shared = "venture" in head.phrase or head.noun == "jv"
        if home is None or known or shared or head.determiner not in {"our", "my"}:
            continue
        for name, code in (
            ("ultimate_parent.headquarters", home),
            ("headquarters", look(reading.facts, f"{path}.location")),
        ):
            if code is not None and look(reading.facts, f"{path}.{name}") is None:
                reading.set(f"{path}.{name}", code, span_of(reading, head), "implied", "our own subsidiary")


def no_approved_trade(reading: Reading, parties: Sequence[Party]) -> None:
    """A bank or a builder of the UAE, without a name: whoever is told by such a trade stands not in Supp. No. 8."""
    trades = pattern(words_file("party_words.yaml")["no_supplement_8"])
    for index, party in enumerate(parties):
        path = f"parties[{index}]"
        told = next((one for one in party.mentions if trades.search(one.phrase)), None)
        seated = look(reading.facts, f"{path}.headquarters") == "AE"
        if told is None or party.named or party.owner or not seated or party.kind in OF_THE_STATE:
            continue
        if "AE" in {look(reading.facts, f"{path}.location"), reading.facts.get("destination")}:
            note = "its trade is none of Supp. No. 8 to part 740"
            reading.set(f"{path}.supplement_8", False, span_of(reading, told), "implied", note)


def locals_of_the_place(reading: Reading) -> None:
    """ "a domestic firm", "local owners": the seat is the country of destination; UAE bodies and Supp. No. 8."""
    parties = reading.facts.get("parties", [])
    destination = reading.facts.get("destination")
    if not parties:
        return
    match = pattern(words_file("roles.yaml")["local"]).search(reading.text)
    if match and destination:
        reading.set("parties[0].headquarters", destination, match.span(), "implied")
        reading.set("parties[0].ultimate_parent.headquarters", destination, match.span(), "implied")
    for index, party in enumerate(parties):
        if "AE" in {party.get("location"), destination} and party.get("headquarters") == "AE":
            kind = party.get("kind")
            if kind in OF_THE_STATE:
                reading.set(f"parties[{index}].supplement_8", True, None)
            elif kind == "state_owned":
                reading.set(f"parties[{index}].supplement_8", False, None)
