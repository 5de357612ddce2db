"""The content types, one module each: a declaration says of a type all that the platform knows of it.

Nobody lists them: this package imports each of its modules, and the platform imports this package when it starts
(`cms.publishing.apps`). Models live in `articles.models`, and what makes the larger pages in `articles.detail_pages`.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
