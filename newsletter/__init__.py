"""The newsletter: from a sign-up form to the inbox.

Readers sign up, confirm, and leave with one click; editors build issues from published articles; a crash anywhere
loses nobody and mails nobody twice without saying so. Rows are the truth: what is to be done stands in a table with a
state, a lease and a next attempt, and whoever finds it due does it. Articles are read through `cms.delivery` alone:
what is not published cannot be mailed.
"""
