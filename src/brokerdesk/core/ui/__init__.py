"""The UI kit: pages, lists, forms and panels declared as data, and the shell they live in.

Never knows a room: rooms register what they show, the surfaces assemble it.
"""

from brokerdesk.core.registry import Nav, SearchHit, TimelineItem

from .forms import Closed, FormPage, register_form
from .lists import Action, ListPage, register_list
from .pages import page, render_page
from .panels import Panel, audience, counter, panel, search, timeline
from .request import UiRequest
from .urls import absolute_url, url

__all__ = [
    "Action",
    "Closed",
    "FormPage",
    "ListPage",
    "Nav",
    "Panel",
    "SearchHit",
    "TimelineItem",
    "UiRequest",
    "absolute_url",
    "audience",
    "counter",
    "page",
    "panel",
    "register_form",
    "register_list",
    "render_page",
    "search",
    "timeline",
    "url",
]
