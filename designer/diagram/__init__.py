"""The diagram of a model, as plot_model draws it: in a panel, and as PNG, SVG or PDF."""
