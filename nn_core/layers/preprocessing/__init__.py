"""Preprocessing layers, one file each: numbers, words, sounds and images made fit for a network."""
