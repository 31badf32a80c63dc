"""Stage 4, compile: a rendered, valid spec becomes the bytes that will be reviewed and sent; and back.

Takes specs; gives :class:`~ctc.payloads.payload.Payload` values. Pure: same input, same bytes, everywhere.
"""
