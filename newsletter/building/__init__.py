"""What is written: an issue, from published articles to the bytes of each reader's mail.

`suggesting` finds articles and `arranging` puts them in order; `collecting` and `introducing` read them as the public
has them, `composing` writes the HTML and the text, `skeletons` leaves in them the few places that differ from reader to
reader. `looking_ahead` tells an editor what would happen, `testing` mails it to them alone. `leaving` stops what its
readers could not unsubscribe from, `loading` freezes a past issue that a fixture brings.
"""
