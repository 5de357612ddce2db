"""What a server loads. Refuses to start an unsafe production, and never brings a laptop's defaults."""

import os
import sys

import django
from django.conf import settings

from cms.server import make_application, share_metrics

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
# First: what counts decides as it is imported whether it counts for this process or for all.
share_metrics()
django.setup(set_prefix=False)

if not (settings.DEBUG and settings.ON_LAPTOP):
    from cms.checks import unsafe

    if _reasons := unsafe():
        sys.exit("\n  - ".join(["This production is not safe to start:", *_reasons]))

application = make_application()
