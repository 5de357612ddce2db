"""The words that readers get from us in mails, on pages and in answers: each fixed sentence once, by its key.

One sentence on its way: `sentences` has it in English, its translations stand in `newsletter/locale/`, and a newsletter
may have its own (`models.OwnSentence`). `readers_words` chooses among the three, in the newsletter's language, and puts
in what a sentence leaves open. Nothing that an editor writes is executed: it is text with a few marks such as
`{newsletter}`.
"""
