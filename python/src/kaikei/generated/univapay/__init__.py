"""Generated code for UnivaPay. Do not edit: `make generate` writes it."""
