"""Texts as sequences of numbers, read by a recurrent network: does the review like it?"""

import numpy as np

import nn_core as keras
from nn_core.layers import LSTM, Bidirectional, Dense, Embedding
from nn_core.preprocessing.sequence import pad_sequences
from nn_core.preprocessing.text import Tokenizer

keras.utils.set_random_seed(5)
generator = np.random.default_rng(5)
good, bad = ["good", "great", "lovely", "fine"], ["bad", "awful", "dull", "poor"]
filler = ["the", "film", "was", "and", "actors", "music"]


def review(is_good: bool) -> str:
    """Write a few words, one of which decides."""
    words = list(generator.choice(filler, generator.integers(3, 8)))
    words.insert(int(generator.integers(0, len(words))), str(generator.choice(good if is_good else bad)))
    return " ".join(words)


labels = generator.integers(0, 2, 300)
texts = [review(bool(label)) for label in labels]
tokenizer = Tokenizer(num_words=50, oov_token="<unknown>")
tokenizer.fit_on_texts(texts)
x = pad_sequences(tokenizer.texts_to_sequences(texts), maxlen=10, padding="post")

model = keras.Sequential()
model.add(Embedding(50, 8, mask_zero=True))
model.add(Bidirectional(LSTM(8)))
model.add(Dense(1, activation="sigmoid"))
model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["acc"])
model.optimizer.learning_rate = 0.02
history = model.fit(x[:250], labels[:250], batch_size=25, epochs=8, validation_data=(x[250:], labels[250:]), verbose=0)

assert history.history["val_acc"][-1] > 0.9
new = pad_sequences(tokenizer.texts_to_sequences(["the film was great", "awful music"]), maxlen=10, padding="post")
liked, not_liked = model.predict(new)[:, 0]
assert liked > 0.5 > not_liked
