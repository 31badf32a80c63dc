"""Settings of ``ctc.yaml`` that may name process environment variables: ``{{ env.NAME }}``."""

from collections.abc import Mapping


class SettingError(ValueError):
    """A setting cannot be resolved; the message names the variable and never its value."""


def render_setting(text: str, environ: Mapping[str, str]) -> str:
    """Renders one setting with ``env`` as its only name. Raises SettingError."""
    if "{" not in text:
        return text
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    environment.globals.clear()
    try:
        return environment.from_string(text).render(env=dict(environ))
    except jinja2.UndefinedError as error:
        raise SettingError(_undefined(error.message or "")) from None
    except jinja2.TemplateError as error:
        raise SettingError(f"is not a valid template: {error.message}") from None


def _undefined(message: str) -> str:
    name = message.rpartition("attribute '")[2].rstrip("'")
    if "has no attribute" in message:
        return f"needs the environment variable {name}, which is not set"
    return f"may name `env` alone, as in {{{{ env.NAME }}}}: {message}"
