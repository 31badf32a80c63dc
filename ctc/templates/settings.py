"""Settings of ``ctc.yaml`` that may name process environment variables: ``{{ env.NAME }}``."""

from collections.abc import Mapping
from typing import Any, Final

FILTERS: Final = ("default", "lower", "upper", "trim", "urlencode")


class SettingError(ValueError):
    """A setting cannot be resolved; the message names the variable and never its value."""


def render_setting(text: str, environ: Mapping[str, str]) -> str:
    """Renders one setting with ``env`` as its only name. Raises SettingError."""
    if "{" not in text:
        return text
    import jinja2
    from jinja2.exceptions import SecurityError
    from jinja2.runtime import Context
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Plain(ImmutableSandboxedEnvironment):
        """Names, texts and a few filters: a setting computes nothing, and nothing in it can grow."""

        intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])

        def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
            raise SecurityError(f"`{operator}` is not open to a setting")

    environment = Plain(undefined=jinja2.StrictUndefined)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    try:
        return environment.from_string(text).render(env=dict(environ))
    except jinja2.UndefinedError as error:
        raise SettingError(_undefined(error.message or "")) from None
    except jinja2.TemplateError as error:
        raise SettingError(f"is not a valid template: {error.message}") from None
    except Exception:  # Python's words may hold the value, which is a credential
        raise SettingError("cannot be computed: write `{{ env.NAME }}` and no more") from None


def _undefined(message: str) -> str:
    name = message.rpartition("attribute '")[2].rstrip("'")
    if "has no attribute" in message:
        return f"needs the environment variable {name}, which is not set"
    return f"may name `env` alone, as in {{{{ env.NAME }}}}: {message}"
