"""A review of the design: what works, but could work better. One function for each rule."""
