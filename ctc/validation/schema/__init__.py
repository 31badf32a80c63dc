"""The bundled schemas, and what they say of a body: jsonschema-rs gates, jsonschema explains.

Takes a variant and a body in the API's own form; gives findings by path.
"""
