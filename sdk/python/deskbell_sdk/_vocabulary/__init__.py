"""The words of the contract, made of `wit/`."""
