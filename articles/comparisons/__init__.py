"""Comparing roles: the page of a comparison, the list of comparisons, and what an editor is told about copied texts.

A request for `/comparisons/a-vs-b/` goes from the view to `comparison.compare`: it finds the roles by their slugs
(`role_lookup`), reads the articles about all of them (`role_pairs`), and puts skills and dimensions side by side.
Measuring how alike roles are by their profiles does not live here: that is `articles.careers`.
"""
