"""Translation: one file of texts for each language; what Qt shows and what the model says both go through it.

Views write `self.tr("…")` as usual. The model and the engine know no language: their sentences are translated where
they are shown, by `translated`, which finds the template of a sentence that has names and numbers in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from designer.paths import resource
from designer.sentence_template import SentenceTemplate, templates_of

ENGLISH = "en"
_SENTENCE_END = re.compile(r"(?<=[.?!]) +(?=\S)")
_FULL_WIDTH = ("。", "！", "？")  # they bring their own gap


@dataclass(frozen=True)
class Language:
    """The texts of one language by their English originals.

    In `texts` is what views ask for as it is written; `sentences` are those of the model, made already: in them `{0}`
    and `{1}` stand for the names and numbers a sentence has; `parts` are lists and the like, which occur inside
    sentences only; `help` is what layers and their parameters say about themselves.
    """

    code: str
    name: str
    texts: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    sentences: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    parts: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    help: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)

    def find(self, text: str) -> str | None:
        """Return the translation of a text of the views, None if the file has none."""
        return self.texts.get(text) or self.sentences.get(text)

    def find_sentence(self, sentence: str) -> str | None:
        """Return the translation of a sentence of the model, or of several in a row; None if the file has none."""
        exact = self._exact(sentence)
        if exact is not None:
            return exact
        sentences = _SENTENCE_END.split(sentence)
        return self._in_a_row(sentences) or self._as_far_as_known(sentences)

    def _in_a_row(self, sentences: list[str]) -> str | None:
        """Return the translation of sentences that follow one another; some are known only together."""
        for length in range(1, len(sentences) + 1):
            first = self._one(" ".join(sentences[:length]))
            rest = self._in_a_row(sentences[length:]) if first and sentences[length:] else ""
            if first and rest is not None:
                return _in_a_line([first, rest])
        return None

    def _as_far_as_known(self, sentences: list[str]) -> str | None:
        """Return sentences of which some have a translation, as where Python itself says what went wrong."""
        found = [self._one(sentence) for sentence in sentences]
        said = [own or sentence for own, sentence in zip(found, sentences, strict=True)]
        return _in_a_line(said) if any(found) else None

    def _one(self, text: str) -> str | None:
        return self._exact(text) or self._filled(text, self._templates)

    def _exact(self, text: str) -> str | None:
        return self.sentences.get(text) or self.texts.get(text) or self.help.get(text)

    def _filled(self, sentence: str, templates: list[SentenceTemplate]) -> str | None:
        found = (template.said(sentence, self._part) for template in templates)
        return next((text for text in found if text is not None), None)

    def _part(self, part: str) -> str:
        """Return the translation of what stands in a place; names and numbers as they are."""
        plain = part.strip()
        sentence = self.find_sentence(plain) if " " in plain else None
        return self.parts.get(plain) or sentence or self._filled(plain, self._lists) or part

    @cached_property
    def _templates(self) -> list[SentenceTemplate]:
        return templates_of(self.sentences)

    @cached_property
    def _lists(self) -> list[SentenceTemplate]:
        return templates_of(self.parts)


_language = Language(ENGLISH, "English")


def current() -> Language:
    """Return the language in use."""
    return _language


def use(language: Language) -> None:
    """Translate into this language from now on."""
    global _language
    _language = language
    translated.cache_clear()


@lru_cache(maxsize=4096)
def translated(text: str) -> str:
    """Return a text or sentence in the user's language; as it is where the file lacks it."""
    found = _language.find_sentence(text)
    return text if found is None else found


def translated_together(*texts: str) -> str:
    """Return texts that follow one another, each in the user's language."""
    return _in_a_line(translated(text) for text in texts if text)


def _in_a_line(sentences: Iterable[str]) -> str:
    spaced = (each if each.endswith(_FULL_WIDTH) else f"{each} " for each in sentences)
    return "".join(spaced).rstrip()


def languages() -> dict[str, str]:
    """Return the names of the languages by their codes, English first."""
    found = {path.stem: _read(path).name for path in sorted(resource("translations").glob("*.json"))}
    return {ENGLISH: "English", **found}


def language_for(code: str) -> Language:
    """Return the language for a code such as zh_CN; English where there is no file for it."""
    files = {path.stem: path for path in resource("translations").glob("*.json")}
    alike = [stem for stem in files if stem == code or stem.split("_")[0] == code.split("_")[0]]
    if code not in files and not alike:
        return Language(ENGLISH, "English")
    return _read(files.get(code) or files[alike[0]])


@lru_cache(maxsize=8)
def _read(path: Path) -> Language:
    content = json.loads(path.read_text(encoding="utf-8"))
    name = content.pop("language")
    return Language(path.stem, name, **content)
