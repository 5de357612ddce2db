"""Mails to one reader who asked for them: to confirm a subscription, or an erasure.

`consent.request_decisions` leaves a row (`models.Notice`); `notice_duty` takes it and makes a link, has `notice_mail`
write the message and hands it to a transport. Issues never go this way: see `newsletter.sending`.
"""
