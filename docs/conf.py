"""The documentation as a site: `make docs`. The pages are plain Markdown, and read well without it."""

import tomllib
from pathlib import Path

project = "ctc"
author = "the authors of ctc"
_PYPROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
version = release = _PYPROJECT["project"]["version"]
extensions = ["myst_parser", "sphinx_copybutton"]
exclude_patterns = ["_build", "generate.py"]
html_extra_path = ["llms.txt"]
html_theme = "furo"
html_title = f"ctc {version}"
html_show_sphinx = False
html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["ctc.css"]
highlight_language = "text"  # what says no language is no Python
html_copy_source = False
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
copybutton_prompt_text = "$ "
nitpicky = True
suppress_warnings = ["misc.highlighting_failure"]  # templates in YAML are YAML to a reader
