"""IndexLookup: the base of layers that replace words, or numbers, by their places in a vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.layers.preprocessing.category_layer import CategoryLayer, batches_of
from nn_core.layers.preprocessing.encoding import encode, encoded_shape
from nn_core.layers.preprocessing.hashes import bins_of
from nn_core.layers.preprocessing.hashing import two_salts, words_of
from nn_core.layers.preprocessing.vocabulary import TokenCounts, Vocabulary
from nn_core.spec.params import param

MODES = ("int", "one_hot", "multi_hot", "count", "tf_idf")
VOCABULARY_HELP = "What is known, the most frequent first; adapt() finds it if it is not given."
MAX_TOKENS_HELP = "Largest size of the vocabulary, special tokens included; unlimited if None."
IDF_HELP = "How telling each token is, for output_mode 'tf_idf' with a given vocabulary."
PAD_HELP = "Whether vectors are as long as max_tokens, even if the vocabulary is smaller."
INVERT_HELP = "Whether to do the opposite: from numbers to tokens."


class IndexLookup(CategoryLayer):
    """Replace tokens by their numbers in a vocabulary.

    The numbers begin with that of the mask token, if there is one, then come those of unknown tokens, then the
    vocabulary. Without a mask, or with vectors as output, the unknown ones are first.
    """

    has_input_vocabulary: bool | None = param(
        default=None, kw_only=True, help="Whether the vocabulary was given, and adapt() must not replace it."
    )

    max_tokens: Any
    num_oov_indices: Any = 1
    mask_token: Any = None
    oov_token: Any = None
    vocabulary: Any
    idf_weights: Any
    invert: Any = False
    pad_to_max_tokens: Any
    oov_method: Any = "floormod"
    salt: Any = None

    def __init__(self, *args: Any, vocabulary_size: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # vocabulary_size is in what Keras saves, and follows from the rest
        self.salt = two_salts(self.salt, type(self).__name__)
        self._check_arguments()
        self._table: Vocabulary | None = None
        self._idf: Array | None = None  # by the numbers of tokens
        if self.vocabulary is not None:
            self.has_input_vocabulary = self.has_input_vocabulary is not False
            self.set_vocabulary(self.vocabulary, self.idf_weights)

    def _check_arguments(self) -> None:
        name, mode = type(self).__name__, self.output_mode
        if self.pad_to_max_tokens and self.max_tokens is None:
            raise ValueError(f"{name}: pad_to_max_tokens needs max_tokens, the length to pad to.")
        if self.invert and mode != "int":
            raise ValueError(f"{name}: invert=True gives tokens; leave output_mode='int' instead of {mode!r}.")
        if self.idf_weights is not None and mode != "tf_idf":
            raise ValueError(f"{name}: idf_weights have a meaning for output_mode='tf_idf' only, not {mode!r}.")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a layer from its configuration; a file that it names is not opened."""
        if isinstance(config.get("vocabulary"), str):
            raise ValueError(
                f"{cls.__name__}: the model refers to a vocabulary in the file {config['vocabulary']!r}, which is not "
                "opened on behalf of a model. Load the words yourself and give them to set_vocabulary()."
            )
        return super().from_config(config)

    def get_config(self) -> dict[str, Any]:
        """Return the parameters, with the vocabulary as it is now, also if adapt() found it."""
        config = {**super().get_config(), "vocabulary_size": None if self._table is None else self.vocabulary_size()}
        if self.has_input_vocabulary is None:
            del config["has_input_vocabulary"]
        return config

    # ---- the vocabulary ---------------------------------------------------------------------------------------

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Make the vocabulary from the tokens in the data, the most frequent first.

        Args:
            data: an array or a list of tokens, or an iterable of batches such as a generator.
            steps: number of batches to use; all if not given.
        """
        if self.has_input_vocabulary:
            raise ValueError(f"{self._title()} was given its vocabulary; to adapt it, make it without one.")
        counts = TokenCounts()
        for batch in batches_of(data, steps):
            counts.add(np.atleast_1d(self.tokens_in(self._as_tensor(batch).value)))
        limit = None if self.max_tokens is None else max(self.max_tokens - self._first(), 0)
        tokens = counts.most_frequent(limit, without=(self.mask_token, self.oov_token))
        if not tokens:
            raise ValueError(f"{self._title()}: adapt() was given no data to make a vocabulary from.")
        weights = counts.inverse_document_frequencies(tokens) if self.output_mode == "tf_idf" else None
        self.set_vocabulary(tokens, weights)

    def tokens_in(self, inputs: Array) -> Array:
        """Return the tokens in an array of inputs."""
        return inputs

    def set_vocabulary(self, vocabulary: Any, idf_weights: Any = None) -> None:
        """Replace the vocabulary.

        Args:
            vocabulary: the tokens in their order (special tokens may lead), or the path of a text file, one in a line.
            idf_weights: how telling each of them is, for output_mode 'tf_idf'.
        """
        if isinstance(vocabulary, str | Path):
            vocabulary = Path(vocabulary).read_text(encoding="utf-8").splitlines()
        tokens = [self._token(each) for each in np.asarray(convert_to_numpy(vocabulary)).tolist()]
        specials = self._special_tokens()
        has_specials = bool(specials) and tokens[: len(specials)] == specials
        own = tokens[len(specials) :] if has_specials else tokens
        self._check_vocabulary(own, specials)
        table = Vocabulary(own, self._first())
        self._idf = self._padded_weights(idf_weights, len(tokens), has_specials)
        self._table, self.vocabulary = table, tokens
        self.idf_weights = None if idf_weights is None else np.asarray(convert_to_numpy(idf_weights)).tolist()
        self.has_input_vocabulary = bool(self.has_input_vocabulary)

    def _token(self, value: Any) -> Any:
        """Return one entry of a given vocabulary in its normal form."""
        return value

    def _check_vocabulary(self, tokens: list[Any], specials: list[Any]) -> None:
        if not tokens:
            raise ValueError(f"{self._title()}: the vocabulary is empty.")
        for special in (self.mask_token, self.oov_token if self.invert else None):
            if special is not None and special in tokens:
                raise ValueError(
                    f"{self._title()}: {special!r} is a special token and must not stand among the others in the "
                    f"vocabulary. Leave it out, or begin with all special tokens: {specials}."
                )
        size = len(tokens) + self._first()
        if self.max_tokens is not None and size > self.max_tokens:
            raise ValueError(
                f"{self._title()}: the vocabulary has {size} tokens with the special ones, but max_tokens is "
                f"{self.max_tokens}."
            )

    def _padded_weights(self, weights: Any, num_tokens: int, has_specials: bool) -> Array | None:
        """Return a weight for every number: the mean for special tokens without one of their own, 0 for padding."""
        if self.output_mode != "tf_idf":
            if weights is not None:
                raise ValueError(f"{self._title()}: idf_weights have a meaning for output_mode='tf_idf' only.")
            return None
        if weights is None:
            raise ValueError(f"{self._title()}: with output_mode='tf_idf' a given vocabulary needs idf_weights.")
        values = np.asarray(convert_to_numpy(weights), dtype=float)
        if values.shape != (num_tokens,):
            raise ValueError(
                f"{self._title()}: there must be one idf weight for each of {num_tokens} tokens, "
                f"but they have shape {values.shape}."
            )
        front = np.full(0 if has_specials else self._first(), values.mean())
        return np.concatenate([front, values])

    def get_vocabulary(self, include_special_tokens: bool = True) -> list[Any]:
        """Return the tokens by their numbers; the most frequent first, after the special ones."""
        tokens = [] if self._table is None else list(self._table.tokens)
        return [*self._special_tokens(), *tokens] if include_special_tokens else tokens

    def vocabulary_size(self) -> int:
        """Return the number of tokens, special ones included."""
        return self._first() + (0 if self._table is None else len(self._table.tokens))

    def _first_unknown(self) -> int:
        return 1 if self.mask_token is not None and self.output_mode == "int" else 0

    def _first(self) -> int:
        return self._first_unknown() + int(self.num_oov_indices)

    def _special_tokens(self) -> list[Any]:
        return [self.mask_token] * self._first_unknown() + [self.oov_token] * self.num_oov_indices

    def _known(self) -> Vocabulary:
        if self._table is None:
            raise ValueError(f"{self._title()} has no vocabulary yet: call adapt(data) first, or give it a vocabulary.")
        return self._table

    # ---- the call ---------------------------------------------------------------------------------------------

    def _depth(self) -> int:
        if self.pad_to_max_tokens:
            return int(self.max_tokens)
        self._known()
        return self.vocabulary_size()

    def compute_output_shape(self, input_shape: Any) -> Any:
        return tuple(input_shape) if self.output_mode == "int" else self._vectors_shape(input_shape)

    def _vectors_shape(self, input_shape: Any) -> Any:
        mode = "count" if self.output_mode == "tf_idf" else self.output_mode
        return encoded_shape(input_shape, mode, self._depth())

    def call(self, inputs: Any) -> Any:
        tokens = self.tokens_in(convert_to_numpy(inputs))
        if self.invert:
            return Tensor(self._inverted(tokens))
        numbers = self._known().numbers_of(tokens, self._numbers_of_unknown)
        if self.mask_token is not None:
            numbers = np.where(tokens == self.mask_token, 0 if self.output_mode == "int" else -1, numbers)
        if self.output_mode == "int":
            return Tensor(numbers)
        mode = "count" if self._idf is not None else self.output_mode
        vectors = encode(numbers, mode, self._depth(), str(self.dtype))
        if self._idf is not None:
            vectors[..., : len(self._idf)] *= self._idf.astype(vectors.dtype)
        return Tensor(vectors)

    def _inverted(self, numbers: Array) -> Array:
        tokens = self._known().tokens_of(numbers, self.oov_token)
        if self.mask_token is None:
            return tokens
        return np.where(numbers == 0, self.mask_token, tokens)

    def _numbers_of_unknown(self, tokens: Array) -> Any:
        """Return the numbers of tokens that are not in the vocabulary; -1 stands for the mask."""
        if self.num_oov_indices == 1:
            return self._first_unknown()
        if self.num_oov_indices == 0:
            strangers = [token for token in tokens.tolist() if token != self.mask_token]
            if strangers:
                raise ValueError(
                    f"{self._title()} does not know {', '.join(map(repr, strangers[:5]))}; "
                    "with num_oov_indices of at least 1 unknown tokens have a number too."
                )
            return -1
        if tokens.dtype.kind in "iu" and self.oov_method == "floormod":
            return self._first_unknown() + tokens % self.num_oov_indices
        return self._first_unknown() + bins_of(words_of(tokens), self.num_oov_indices, self.salt)
