"""What stops a plan, and what is only said: the severity of each rule, module by module."""

from importlib import import_module

import pytest

SEVERITIES = {
    "ctc.validation.rules.addresses": "warning 470 471 472 473 474 475",
    "ctc.validation.rules.audience": "info 401; warning 402 403 404 405 406 409",
    "ctc.validation.rules.compared_values": "error 419; warning 496",
    "ctc.validation.rules.doubtful_names": "warning 489 495",
    "ctc.validation.rules.duplication": "warning 492 493",
    "ctc.validation.rules.email": "info 420 425; warning 421 424 426",
    "ctc.validation.rules.email_markup": "warning 422 423 427 428",
    "ctc.validation.rules.files": "warning 400 407 408",
    "ctc.validation.rules.inbox": "warning 450 451 452 453",
    "ctc.validation.rules.liquid_text": "warning 480 481 482 483",
    "ctc.validation.rules.names_of_events": "error 416 417",
    "ctc.validation.rules.names_of_links": "error 487 488",
    "ctc.validation.rules.names_of_profiles": "error 418 484",
    "ctc.validation.rules.names_of_settings": "error 455 456 457 458 459",
    "ctc.validation.rules.names_of_templates": "error 465 485 486",
    "ctc.validation.rules.push": "warning 430 431 432 436 437 438",
    "ctc.validation.rules.push_parts": "warning 433 434 435",
    "ctc.validation.rules.schedule": "warning 490 491 494",
    "ctc.validation.rules.sms": "info 412; warning 410 411 413 414 415",
    "ctc.validation.rules.webpush": "info 441 442 444; warning 440 443",
    "ctc.validation.rules.whatsapp": "warning 460 461 462 463 464",
}


@pytest.mark.parametrize("module", SEVERITIES)
def test_an_error_stops_and_a_warning_is_read(module: str) -> None:
    """A campaign that went out by a rule's mistake is not called back; one that was held up for nothing is late."""
    told: dict[str, list[str]] = {}
    for rule in import_module(module).RULES:
        told.setdefault(rule.severity, []).append(rule.code.removeprefix("CTC"))
    assert "; ".join(f"{of} {' '.join(sorted(told[of]))}" for of in sorted(told)) == SEVERITIES[module]
