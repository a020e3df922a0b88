"""What is delivered in these tests."""

from datetime import date

from treaty.notices import Letter, Notice, Recipient

MAZHILIS = Recipient(name="Мәжіліс, кеңсе", address="mazhilis@kz.example")


def notice(**changes: object) -> Notice:
    """A notice to the Mazhilis."""
    values: dict[str, object] = {
        "key": "fr-kz.3.0123456789ab",
        "treaty": "fr-kz",
        "to": MAZHILIS,
        "subject": "The Mazhilis considers the draft law: Traité d'entraide",
        "body": "Not later than 4 July 2022.\nUnder: Constitution Art. 61(4).",
        "on": date(2022, 5, 5),
    }
    return Notice.model_validate(values | changes)


def letter(**changes: object) -> Letter:
    """A letter to the Mazhilis, in Kazakh."""
    values: dict[str, object] = {
        "key": "fr-kz.3.0123456789ab",
        "treaty": "fr-kz",
        "to": MAZHILIS,
        "channel": "outbox",
        "subject": "Мәжіліс заң жобасын қарайды: «Traité d'entraide»",
        "body": "2022 жылғы 4 шілдеден кешіктірмей.\nНегізі: Конституция, 61(4)-бап <ҚР>.",
        "on": date(2022, 5, 5),
        "language": "kk",
    }
    return Letter.model_validate(values | changes)
