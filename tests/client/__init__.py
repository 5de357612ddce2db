"""What a frontend developer does: TypeScript types made from the OpenAPI document, and a client that uses them."""
