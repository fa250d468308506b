"""Clothes: the wardrobe as data, cuts on a body, and what makes each garment itself."""
