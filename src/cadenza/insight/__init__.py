"""Pages that look across rooms: OKR tree, key result, overview and its figures."""
