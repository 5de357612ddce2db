"""Searching what is public: a query taken apart, matched by the database's index, ranked, and its hits highlighted.

Both databases find the same, in the same order: they only look words up in `cms.publishing`'s index, and everything
that they would do in their own way (taking texts apart, stemming, ranking, highlighting) is done here. Nothing here
costs more than the first thousand matches, however many there are.

    parsing       a query into terms: words, phrases, and a word that is still being typed
    vocabularies  whom a term names: tags, roles, skills and the like; and what was probably meant
    matching      the rows that match, newest first
    ranking       the best of them first
    highlighting  their texts as safe HTML
    searching     the answer
"""
