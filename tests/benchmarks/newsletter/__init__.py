"""What sending an issue costs, beside as many mails through Django's own `send_mail`."""
