"""The web pages on which a person sees a certificate beside its fields, and decides: `app.create_app`, `app.serve`."""
