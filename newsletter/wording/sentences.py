"""Every fixed sentence that a reader gets, in English, and what it leaves open. A newsletter can replace each."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Sentence:
    """`text` is translated by gettext; `marks` are the names that may stand in it in braces."""

    text: str
    marks: tuple[str, ...] = ()


NEWSLETTER, SITE, ADDRESS, HOURS = "newsletter", "site", "address", "hours"

IN_MAILS = {
    "confirmation_subject": Sentence(_("Please confirm: {newsletter}"), (NEWSLETTER,)),
    "confirmation_heading": Sentence(_("Was it you?")),
    "confirmation_asked": Sentence(
        _("Somebody asked for the newsletter {newsletter} of {site} to be sent to this address."), (NEWSLETTER, SITE)
    ),
    "confirmation_button": Sentence(_("Yes, confirm it")),
    "confirmation_limit": Sentence(
        _("The link is good for {hours} hours. Until you follow it and confirm, you will get nothing."), (HOURS,)
    ),
    "confirmation_otherwise": Sentence(_("If it was not you, you need do nothing.")),
    "confirmation_refuse": Sentence(_("Have the request deleted at once")),
    "erasure_subject": Sentence(_("Erase what we know of you: please confirm")),
    "erasure_heading": Sentence(_("Erase what we know of you?")),
    "erasure_asked": Sentence(
        _("Somebody asked for everything that {site} keeps of this address for its newsletters to be erased."), (SITE,)
    ),
    "erasure_button": Sentence(_("Look at it and erase")),
    "erasure_limit": Sentence(
        _(
            "The link is good for {hours} hours. Once you confirm, you get no more mails from us, and nothing that we "
            "keep leads to you. It cannot be undone."
        ),
        (HOURS,),
    ),
    "erasure_otherwise": Sentence(_("If it was not you, you need do nothing, and nothing will change.")),
}
IN_ISSUES = {
    "issue_is_test": Sentence(_("This is a test. Its unsubscribe link leads nowhere.")),
    "issue_web": Sentence(_("Read it on the web")),
    "issue_read": Sentence(_("Read the article")),
    "issue_because": Sentence(
        _("You get this because you confirmed your subscription to {newsletter}."), (NEWSLETTER,)
    ),
    "issue_replies": Sentence(_("Replies go to {address}."), (ADDRESS,)),
    "issue_unsubscribe": Sentence(_("Unsubscribe")),
    "issue_minutes": Sentence(_("{minutes} min read"), ("minutes",)),
    "issue_by": Sentence(_("By {names}"), ("names",)),
    "issue_and": Sentence(_("{names} and {name}"), ("names", "name")),
    "issue_picture": Sentence(_("Picture: {credit}"), ("credit",)),
}
ON_PAGES = {
    "confirm_title": Sentence(_("Confirm")),
    "confirm_heading": Sentence(_("Do you want {newsletter}?"), (NEWSLETTER,)),
    "confirm_effect": Sentence(_("It will be sent to {address}."), (ADDRESS,)),
    "confirm_leave": Sentence(_("You can leave whenever you like, by a link in each mail.")),
    "confirm_button": Sentence(_("Yes, subscribe me")),
    "confirm_otherwise": Sentence(_("Was it not you?")),
    "confirm_refuse": Sentence(_("Have the request deleted")),
    "confirmed_heading": Sentence(_("You are subscribed")),
    "confirmed_effect": Sentence(
        _("{newsletter} will be sent to {address}, beginning with the next issue."), (NEWSLETTER, ADDRESS)
    ),
    "confirmed_before_heading": Sentence(_("This was confirmed before")),
    "confirmed_before_effect": Sentence(_("There is no request left to delete, only a subscription to end.")),
    "refuse_heading": Sentence(_("Was it not you?")),
    "refuse_effect": Sentence(
        _("Somebody asked for {newsletter} to be sent to {address}. We will delete that, and send nothing."),
        (NEWSLETTER, ADDRESS),
    ),
    "refuse_button": Sentence(_("It was not me: delete it")),
    "refused_heading": Sentence(_("It is deleted")),
    "refused_effect": Sentence(_("Thank you for telling us, and excuse the mail. Nothing will be sent.")),
    "unsubscribe_heading": Sentence(_("Leave {newsletter}?"), (NEWSLETTER,)),
    "unsubscribe_effect": Sentence(_("It will no longer be sent to {address}."), (ADDRESS,)),
    "unsubscribe_button": Sentence(_("Unsubscribe")),
    "unsubscribed_heading": Sentence(_("You are not subscribed")),
    "unsubscribed_effect": Sentence(_("{newsletter} is not sent to {address}."), (NEWSLETTER, ADDRESS)),
    "unsubscribed_nobody": Sentence(_("This newsletter is not sent to you.")),
    "unsubscribed_late": Sentence(_("An issue that is on its way at this moment may still arrive.")),
    "unsubscribed_known": Sentence(_("We still know your address, so that we can tell that you left.")),
    "unsubscribed_erase": Sentence(_("Have it erased")),
    "ask_to_erase_heading": Sentence(_("Erase what we know of you")),
    "ask_to_erase_effect": Sentence(
        _(
            "Tell us your address. If we know it, we send you a mail with a link, by which everything that leads to "
            "you is erased."
        )
    ),
    "ask_to_erase_label": Sentence(_("Your e-mail address")),
    "ask_to_erase_button": Sentence(_("Send me the link")),
    "ask_to_erase_wrong": Sentence(_("This is not a complete e-mail address.")),
    "ask_to_erase_long": Sentence(_("That is too much text.")),
    "ask_to_erase_often": Sentence(_("That was too often. Please try again later.")),
    "asked_to_erase_heading": Sentence(_("Look at your mail")),
    "asked_to_erase_effect": Sentence(
        _("If we know this address, a mail with a link is on its way. The link is good for {hours} hours."), (HOURS,)
    ),
    "erase_heading": Sentence(_("Erase what we know of you?")),
    "erase_about": Sentence(_("This is about {address}."), (ADDRESS,)),
    "erase_newsletters": Sentence(_("Newsletters that know it: {newsletters}."), ("newsletters",)),
    "erase_effect": Sentence(
        _(
            "Your address is erased, and whatever else leads to you. We keep that somebody agreed to our mails and "
            "left, and a code by which we know not to write to you again. It cannot be undone."
        )
    ),
    "erase_button": Sentence(_("Erase it")),
    "erased_heading": Sentence(_("It is erased")),
    "erased_effect": Sentence(_("Nothing that we keep leads to you any longer, and no mail from us will reach you.")),
    "ended_heading": Sentence(_("This link is no longer good")),
    "ended_effect": Sentence(
        _(
            "It has expired, or what it was for has ended. Links in our mails are good for {hours} hours; ask again "
            "for a new one."
        ),
        (HOURS,),
    ),
    "unknown_heading": Sentence(_("We do not know this link")),
    "unknown_effect": Sentence(
        _("It may have been cut where a line ended. Please copy it whole from the mail, or follow the link in it.")
    ),
}
IN_ANSWERS = {
    "subscription_accepted": Sentence(
        _("If this address can be subscribed, a mail with a link to confirm it is on its way.")
    ),
    "erasure_accepted": Sentence(_("If this address is known here, a mail with a link to erase it is on its way.")),
}
# Where a reader meets them, for the choice in the admin.
GROUPS = {
    _("Mails that ask to confirm"): IN_MAILS,
    _("Issues"): IN_ISSUES,
    _("Pages behind links in mails"): ON_PAGES,
    _("Answers to a form"): IN_ANSWERS,
}
SENTENCES: dict[str, Sentence] = {**IN_MAILS, **IN_ISSUES, **ON_PAGES, **IN_ANSWERS}
