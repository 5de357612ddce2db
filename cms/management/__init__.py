"""Commands that concern the whole installation; what belongs to one package lies there."""
