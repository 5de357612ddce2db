"""The search index: `words` takes a text apart into words, `index_rows` keeps the words of each publication. Looking
words up is `cms.delivery.search`; making the whole index again is the verb `cms.publishing.reindexing`.
"""
