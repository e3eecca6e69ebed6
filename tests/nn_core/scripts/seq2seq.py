"""Sequence to sequence: a decoder begins with the states of an encoder; then both are taken apart to decode."""

import numpy as np

import nn_core as keras
from nn_core import layers

keras.utils.set_random_seed(9)
numbers = np.random.default_rng(0)
IN_TOKENS, OUT_TOKENS, UNITS = 7, 9, 12

encoder_inputs = layers.Input((None, IN_TOKENS))
encoder_outputs, state_h, state_c = layers.LSTM(UNITS, return_state=True)(encoder_inputs)
encoder_states = [state_h, state_c]
decoder_inputs = layers.Input((None, OUT_TOKENS))
decoder_lstm = layers.LSTM(UNITS, return_sequences=True, return_state=True)
decoder_outputs, _, _ = decoder_lstm(decoder_inputs, initial_state=encoder_states)
decoder_dense = layers.Dense(OUT_TOKENS, activation="softmax")
model = keras.Model([encoder_inputs, decoder_inputs], decoder_dense(decoder_outputs))

words = numbers.integers(0, IN_TOKENS, (48, 4))
source, target = np.eye(IN_TOKENS)[words], np.eye(OUT_TOKENS)[words]
shifted = np.concatenate([np.eye(OUT_TOKENS)[np.full((48, 1), 8)], target[:, :-1]], axis=1)
model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
history = model.fit([source, shifted], target, batch_size=8, epochs=8, validation_split=0.2, verbose=0)
assert history.history["loss"][-1] < history.history["loss"][0]

encoder = keras.Model(encoder_inputs, encoder_states)
given_h, given_c = layers.Input((UNITS,)), layers.Input((UNITS,))
outputs, state_h, state_c = decoder_lstm(decoder_inputs, initial_state=[given_h, given_c])
decoder = keras.Model([decoder_inputs, given_h, given_c], [decoder_dense(outputs), state_h, state_c])

states = encoder.predict(source[:1], verbose=0)
token = shifted[:1, :1]
sentence = []
for _ in range(4):
    probabilities, *states = decoder.predict([token, *states], verbose=0)
    sentence.append(int(probabilities[0, -1].argmax()))
    token = np.eye(OUT_TOKENS)[[[sentence[-1]]]]
whole = model.predict([source[:1], np.eye(OUT_TOKENS)[[[8, *sentence[:-1]]]]], verbose=0)
assert whole.argmax(axis=-1)[0].tolist() == sentence

# ---- a state that goes on from batch to batch ---------------------------------------------

stateful = keras.Sequential([layers.Input(batch_shape=(4, 3, 2)), layers.LSTM(5, stateful=True), layers.Dense(1)])
stateful.compile("adam", "mse")
for _ in range(2):
    stateful.fit(numbers.random((8, 3, 2)), numbers.random((8, 1)), batch_size=4, shuffle=False, verbose=0)
    stateful.layers[0].reset_states()
first, second = (stateful.predict(np.ones((4, 3, 2)), batch_size=4, verbose=0) for _ in range(2))
assert not np.allclose(first, second)
stateful.layers[0].reset_states()
assert np.allclose(first, stateful.predict(np.ones((4, 3, 2)), batch_size=4, verbose=0))
