"""What an issue says: from published articles to the bytes of each reader's mail.

One issue on its way: `suggested_articles` proposes and `issue_articles` puts them in order → `stories` and
`introduction` read them as the public has them → `issue_mail` writes the HTML, and `mail_text` the plain part →
`skeletons` leaves in the message the few places that differ from reader to reader. `issue_outlook` tells an editor what
would happen, `trial_mail` mails it to them alone, `public_links` stops mails whose readers could not unsubscribe, and
`fixture_issues` freezes past issues that a fixture brings. Nothing is sent to a reader from here.
"""
