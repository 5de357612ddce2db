"""The newsletter's pages for people, under /newsletter/: where links in mails lead, if no frontend has its own."""

from django.urls import URLPattern, URLResolver, path

from . import link_pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", link_pages.to_sign_up, name="newsletter-pages"),
    path("confirm/<str:token>/", link_pages.confirm_page, name="newsletter-confirm-page"),
    path("refuse/<str:token>/", link_pages.refuse_page, name="newsletter-refuse-page"),
    path("unsubscribe/<str:token>/", link_pages.unsubscribe_page, name="newsletter-unsubscribe-page"),
    path("erase/", link_pages.ask_to_erase_page, name="newsletter-ask-to-erase-page"),
    path("erase/<str:token>/", link_pages.erase_page, name="newsletter-erase-page"),
]
