"""Translation: one file of texts for each language; what Qt shows and what the model says both go through it.

Views write `self.tr("…")` as usual. The model knows no language: its sentences are translated where they are shown,
by `translated`, which finds the template of a sentence that has names and numbers in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from designer.paths import resource

ENGLISH = "en"


@dataclass(frozen=True)
class Language:
    """The texts of one language by their English originals.

    In `texts` is what views ask for as it is written; `sentences` are those of the model, made already: in them `{0}`
    and `{1}` stand for the names and numbers a sentence has.
    """

    code: str
    name: str
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)
    sentences: Mapping[str, str] = field(default_factory=dict, hash=False)

    def find(self, text: str) -> str | None:
        """Return the translation of a text of the views, None if the file has none."""
        return self.texts.get(text)

    def find_sentence(self, sentence: str) -> str | None:
        """Return the translation of a sentence of the model, None if the file has none."""
        exact = self.sentences.get(sentence) or self.texts.get(sentence)
        if exact is not None:
            return exact
        found = ((pattern.fullmatch(sentence), own) for pattern, own in self._templates)
        return next((_filled(own, match.groupdict()) for match, own in found if match), None)

    @cached_property
    def _templates(self) -> list[tuple[re.Pattern[str], str]]:
        """The texts with places for names and numbers, those with most words of their own first."""
        found = [(english, own) for english, own in self.sentences.items() if "{0}" in english]
        found.sort(key=lambda each: -len(re.sub(r"\{\d\}", "", each[0])))
        return [(_pattern(english), own) for english, own in found]


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


def _read(path: Path) -> Language:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Language(path.stem, content["language"], content["texts"], content["sentences"])


def _filled(template: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{(\d)\}", lambda found: parts[f"_{found[1]}"], template)


def _pattern(english: str) -> re.Pattern[str]:
    """Return what matches the sentences a template stands for."""
    seen: set[str] = set()
    parts = []
    for part in re.split(r"(\{\d\})", english):
        if not re.fullmatch(r"\{\d\}", part):
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P=_{part[1]})")
        else:
            seen.add(part)
            parts.append(f"(?P<_{part[1]}>.+?)")
    if not english.endswith("."):
        parts.append(r"(?<!\.)")  # "Set {0} of {1}" names a step; a sentence that begins alike is none
    return re.compile("".join(parts), re.DOTALL)
