"""What the OpenAPI document says of the views: nothing here runs while a reader waits.

`operations` describes a view in one line; `parameter_descriptions`, `value_schemas` and `response_headers` are its
parts; `shared_documents` and `typed_fields` are serializers that describe answers and make none.
"""
