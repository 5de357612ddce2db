"""The same content in plain Django REST framework, as its documentation teaches it: models, viewsets, nested
serializers, prefetching, page numbers, django-filter. No drafts, schedules, revisions, comparisons or neighbours."""
