"""The chip catalogue: what a designation means, and the facts that follow from it.

Figures: data/README.md. No designation is ever matched by likeness; `suggest` gives guesses to ask about.
"""

from assistant.catalogue.facts import ItemFacts, ItemValues, TopsValue, facts_for, highest_tpp
from assistant.catalogue.find import Catalogue, catalogue
from assistant.catalogue.products import CatalogueError, Confidence, Named, Product, Rate, SecondFigure, System
from assistant.catalogue.suggest import suggest

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Confidence",
    "ItemFacts",
    "ItemValues",
    "Named",
    "Product",
    "Rate",
    "SecondFigure",
    "System",
    "TopsValue",
    "catalogue",
    "facts_for",
    "highest_tpp",
    "suggest",
]
