"""Sphinx's settings. The pages are assembled first: ``make docs`` does all of it."""

import convanim
from convanim.theme import DARK, LIGHT
from docs.tools import look

project = "convanim"
author = "The convanim authors"
version = release = convanim.__version__
project_copyright = "the convanim authors"
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.githubpages",
    "docs.tools.directives",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_static", "404.html"]
UNDOCUMENTED = (
    r"(numpy|np|manim|collections|pathlib|os)\..*",
    r"convanim\.(engine\.(trace_\w+|shapes|pool_shapes)|rendering\.frames|problems)\.\w+",
    r"[A-Z]\w+",
)
"""Types that signatures name and no page describes: those of other packages, the parts of a clip or course.

A page's own references are written in full, so that they are checked.
"""
nitpick_ignore_regex = [("py:.*", pattern) for pattern in UNDOCUMENTED]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 4
default_role = "code"
suppress_warnings = ["misc.highlighting_failure"]
add_module_names = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
python_maximum_signature_line_length = 76

html_theme = "furo"
html_title = "convanim"
html_static_path = ["_static"]
html_extra_path = ["404.html"]
html_css_files = ["colours.css", "site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_favicon = "_static/icon.svg"
html_show_sourcelink = False
html_show_sphinx = False
html_copy_source = False
html_permalinks_icon = "#"
html_theme_options = {
    "light_css_variables": look.furo(LIGHT),
    "dark_css_variables": look.furo(DARK),
    "light_logo": "icon.svg",
    "dark_logo": "icon.svg",
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
