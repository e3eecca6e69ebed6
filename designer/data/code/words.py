"""Texts as Python: the words of the training part get numbers, the commonest the smallest."""

from __future__ import annotations

from designer.data.steps import Words

IMPORTS = ("import re", "from collections import Counter")
SEPARATORS = r"""[ !"#$%&()*+,\-./:;<=>?@\[\\\]^_`{|}~\t\n]+"""

WORDS_IN = r'''
def words_in(text):
    """Return the words of a text in small letters, without punctuation."""
    return [word for word in re.split(r'SEPARATORS', text.lower()) if word]


def word_numbers(texts):
    """Return a row of numbers for each text: 0 is padding, 1 an unknown word, 2 the commonest one of the training."""
    counts = Counter(word for row in train for word in words_in(texts[row]))
    number = {word: at for at, (word, _) in enumerate(counts.most_common(MOST), 2)}
    rows = [[number.get(word, 1) for word in words_in(text)] for text in texts]
    return keras.utils.pad_sequences(rows, maxlen=LENGTH, padding="PADDING", truncating="PADDING")
'''


def word_numbers(words: Words) -> str:
    """Return the functions that number words."""
    text = WORDS_IN.replace("SEPARATORS", SEPARATORS).replace("MOST", str(words.num_words - 2))
    return text.replace("LENGTH", str(words.length)).replace("PADDING", words.padding).strip("\n")
