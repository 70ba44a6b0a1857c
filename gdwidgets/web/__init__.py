"""The browser's side of every widget: the files they share, and what joins and guards them."""

from gdwidgets.web.errors import LOCK, reporting
from gdwidgets.web.modules import STAGE, module, style
from gdwidgets.web.widget import BrowserWidget

__all__ = ["LOCK", "STAGE", "BrowserWidget", "module", "reporting", "style"]
