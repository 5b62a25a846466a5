"""All layouts, by name."""

from typing import Final

from samples.layouts_agencies import AGENCIES
from samples.layouts_employers import EMPLOYERS
from samples.layouts_online import ONLINE
from samples.layouts_societies import SOCIETIES
from samples.sheet import Layout

LAYOUTS: Final[dict[str, Layout]] = {layout.name: layout for layout in (*ONLINE, *SOCIETIES, *AGENCIES, *EMPLOYERS)}
