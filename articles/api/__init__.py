"""The endpoints of the content: what they accept, what they answer, and how that is documented.

Views parse and reply; what they reply is made by `articles.assembling`, `articles.comparing` and `articles.relating`.
"""
