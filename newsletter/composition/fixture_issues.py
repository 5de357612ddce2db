"""What loading a fixture means for newsletters: a past issue that it brings is frozen as if it had been sent then."""

from collections.abc import Sequence
from typing import Any

from cms.delivery.reader import Reader
from cms.publishing.fixture_files.entry_loading import add_finish
from cms.publishing.reading.perspectives import published
from newsletter.models import ConsentText, Issue, IssueArticle, IssueContent, Newsletter
from newsletter.public_changes import note_public_change

from .issue_mail import CannotCompose, compose
from .skeletons import frozen
from .stories import live_articles


def finish(seed: Sequence[Any]) -> None:
    """Freeze the sent issues among what the seed has added, by the same code that freezes any other. An article that
    an editor has taken down since is not in it; an issue that cannot be made is left out."""
    issues = [each for each in seed if isinstance(each, Issue) and each.state == Issue.State.SENT]
    shown = [issue for issue in issues if _freeze(issue)]
    note_public_change(*(each for each in seed if isinstance(each, Newsletter)), *shown)


def _freeze(issue: Issue) -> bool:
    ids = list(issue.articles.values_list("article_id", flat=True))
    issue.articles.exclude(article_id__in=list(live_articles(Reader(published()), ids))).delete()
    try:
        composed = compose(issue)
    except CannotCompose:
        issue.delete()
        return False
    frozen(issue, composed, at=issue.prepared_at or issue.created_at).save()
    return True


def finish_loads() -> None:
    add_finish((Newsletter, ConsentText, Issue, IssueArticle, IssueContent), finish)
