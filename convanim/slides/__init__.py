"""Talks: a deck.toml that names clips becomes slides for PowerPoint or for reveal.js."""

from convanim.slides.deck import Deck, DeckSlide, read_deck
from convanim.slides.making import Made, make

__all__ = ["Deck", "DeckSlide", "Made", "make", "read_deck"]
