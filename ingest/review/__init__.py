"""The web pages on which a person looks at a certificate beside its fields, and decides: `app.create_app`, `app.serve`."""
