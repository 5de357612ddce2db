"""The newsletter's pages for people, under /newsletter/: where links in mails lead, if no frontend has its own."""

from django.urls import URLPattern, URLResolver, path

from . import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.to_sign_up, name="newsletter-pages"),
    path("confirm/<str:token>/", pages.confirm_page, name="newsletter-confirm-page"),
    path("refuse/<str:token>/", pages.refuse_page, name="newsletter-refuse-page"),
    path("unsubscribe/<str:token>/", pages.unsubscribe_page, name="newsletter-unsubscribe-page"),
    path("erase/", pages.ask_to_erase_page, name="newsletter-ask-to-erase-page"),
    path("erase/<str:token>/", pages.erase_page, name="newsletter-erase-page"),
]
