"""Generated code for ITO-Japan. Do not edit: `make generate` writes it."""
