"""Searching what is public: a query taken apart, matched by the database's index, ranked, and its hits highlighted.

Both databases find the same, in the same order: they only look words up in `cms.publishing`'s index, and everything
that they would do in their own way (taking texts apart, stemming, ranking, highlighting) is done here. Nothing here
costs more than the first thousand matches, however many there are.

    query_terms     a query taken apart: words, phrases, and a word that is still being typed
    vocabulary      whom a term names: tags, roles, skills and the like
    matches         the rows that match, newest first
    relevance       the best of them first
    highlights      their texts as safe HTML
    suggestions     what was probably meant when nothing is found
    search_results  the answer
"""
