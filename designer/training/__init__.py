"""Training: from the document to a trained model, in a thread of its own."""
