#!/usr/bin/env python
"""Django's command line, with a laptop's defaults: what the environment does not say, `cms.laptop` does."""

import sys

from cms.laptop import bring_defaults

if __name__ == "__main__":
    bring_defaults()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
