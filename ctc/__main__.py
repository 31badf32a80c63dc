"""``ctc``, and ``python -m ctc``: the command line begins here."""

import signal


def main() -> object:
    """Runs it. Ctrl-C while modules are being read ends the process as it ends any other, without a traceback."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from ctc.cli import main as run

    return run()


if __name__ == "__main__":
    main()
