"""The newsletter's tables. Only `Subscriber` and `SignupRequest` hold addresses; the rest has fingerprints."""

from .consent import ConsentEvent, Suppression
from .issues import Issue, IssueArticle, IssueContent
from .newsletters import ConsentText, Newsletter
from .notices import MailedLink, Notice
from .own_sentences import OwnSentence
from .recipients import Recipient
from .signups import ErasureRequest, SignupRequest, WindowCount
from .subscribers import Subscriber, Subscription
from .transports import TransportHealth

__all__ = [
    "ConsentEvent",
    "ConsentText",
    "ErasureRequest",
    "Issue",
    "IssueArticle",
    "IssueContent",
    "MailedLink",
    "Newsletter",
    "Notice",
    "OwnSentence",
    "Recipient",
    "SignupRequest",
    "Subscriber",
    "Subscription",
    "Suppression",
    "TransportHealth",
    "WindowCount",
]
