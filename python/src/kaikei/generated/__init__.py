"""Generated code for both gateways. Do not edit: `make generate` writes it."""
