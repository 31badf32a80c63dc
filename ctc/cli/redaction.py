"""The last line of defence: values of the process environment that look like credentials are never printed."""

import os
import re

_SECRET_NAME = re.compile(r"PASS|SECRET|TOKEN|KEY|ACCOUNT|CREDENTIAL|STATE|DATABASE", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text with every credential of the process environment, and every URL's password, struck out."""
    values = [v for k, v in os.environ.items() if _SECRET_NAME.search(k) and len(v) >= 4]
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "***")
    return re.sub(r"(\w+://[^:/@\s]+):[^@\s]+@", r"\1:***@", text)
