"""The endpoints of the content: what they accept, what they answer, and how that is documented.

Views parse and reply. The answers are made by the packages below: `articles.detail_pages`, `articles.comparisons`,
`articles.careers`, `articles.related_articles`.
"""
