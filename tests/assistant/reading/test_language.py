"""The language of a message: believed on sentences, never on fragments."""

import pytest

from assistant.reading.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("h100 penang asap", "en"),
        ("Brno clinic, 3 L40S", "en"),
        ("US OEM -> Singapore disti -> Thai DC -> tenant Tencent, 128 H100", "en"),
        ("Can we ship it to our customer in Malaysia next week or not?", "en"),
        ("Wir möchten zwei H200 nach Singapur liefern, brauchen wir dafür eine Genehmigung?", "de"),
        ("Dürfen wir das nach Brno liefern für die Klinik", "de"),
        ("Queremos enviar ocho tarjetas a un hospital en Chile, ¿necesitamos una licencia?", "es"),
        ("Nous voulons exporter des H100 vers le Maroc pour un client, est-ce possible?", "fr"),
        ("发64块H200到深圳", "zh"),
        ("H100を東京に送る", "ja"),
        ("отправить в Москву", "other"),
        ("Forwarder is DHL in Leipzig, consignee is the Brno clinic, 3 L40S", "en"),
        ("12345", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
