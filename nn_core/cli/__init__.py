"""The command line: python -m nn_core summary|train|evaluate|predict|plot|convert FILE …."""
