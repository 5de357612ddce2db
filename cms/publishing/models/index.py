from django.db import models

from .publication import Publication


class IndexedText(models.Model):
    """A publication's words, stemmed, with spaces between them: what the search index is made of.

    Triggers keep the index itself in step with these rows: the table `publishing_index`, of FTS5 on SQLite, of vectors
    on PostgreSQL. Only what is live, coming or hardly over has a row. It says
    nothing about time: whoever searches asks the publications.
    """

    publication = models.OneToOneField(Publication, primary_key=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    # Other names; and the words of title and names as they are written, where that is not their stem, for prefixes.
    names = models.TextField()
    # One token for the type, and one for each entry whose names count as words of this one.
    refs = models.TextField()
    body = models.TextField()
    # The words of the body as they are written, each once, where that is not their stem.
    forms = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"words of {self.publication_id}"
