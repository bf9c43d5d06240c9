"""What stands around the words of a deal: streets, cards of people, tables; and what must stay."""

import pytest

from assistant.reading.addresses import without_addresses
from assistant.reading.cards import without_cards
from assistant.reading.tables import without_headings


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            "our Hanoi office (Level 8, 14 Ly Thuong Kiet, Hanoi, Vietnam) needs 2 L4",
            "our Hanoi office Hanoi, Vietnam needs 2 L4",
        ),
        ("Hanauer Landstr. 12, 60314 Frankfurt, Germany", "Frankfurt, Germany"),
        ("1-2-3 Marunouchi, Chiyoda-ku, Tokyo 100-0005, Japan", "Tokyo , Japan"),
        ("P.O. Box 4411, Doha, Qatar", "Doha, Qatar"),
        ("66 Wellington St W, Toronto, ON M5K 1A2, Canada", "Toronto, ON , Canada"),
        ("FN 98765x, Handelsgericht Wien, UID ATU12345678", ""),
        ("25 Rue de la Paix, 75002 Paris, France", "Paris, France"),
    ],
)
def test_a_street_goes_and_its_town_stays(line: str, kept: str) -> None:
    plain = without_addresses(line)
    assert len(plain) == len(line)
    assert plain.replace("(", "").replace(")", "").split() == kept.split()


@pytest.mark.parametrize(
    "line",
    [
        "4 H100, 14 Acme Servers, Oslo",
        "100 A100, 5000 USD, to Oslo",
        "Building 4, 5th Missile Brigade, Minsk",
        "10 RTX 4090, 5000 Ada, Lima",
        "Ship 6 L40S to the Military Academy, Hanoi",
    ],
)
def test_what_counts_goods_or_names_arms_stays(line: str) -> None:
    plain = without_addresses(line)
    assert [word for word in line.replace(",", "").split() if word not in plain] in ([], ["Building", "4"])


def test_a_card_goes_where_it_only_says_who_writes() -> None:
    told = "4 H100 to Oslo.\n\nTom Reed\nCloud Sales Director\n2323 Bryan St, Dallas, TX 75201"
    assert without_cards(told).split() == ["4", "H100", "to", "Oslo."]
    for kept in ("4 H100 to Oslo.\n\nTom Reed\nships them to the army", "End user\nTom Reed\nMoscow"):
        assert without_cards(kept) == kept


def test_a_line_of_a_table_keeps_its_count() -> None:
    table = without_headings("Pos | Item | Qty\n10 | L40S | 6\n20 | H100 | 2")
    assert table.split() == ["|", "L40S", "|", "6", "|", "H100", "|", "2"]
    assert without_headings("4 | H100 | Oslo") == "4 | H100 | Oslo"
