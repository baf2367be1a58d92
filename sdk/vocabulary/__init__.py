"""Makes the SDKs' vocabulary of the contract in `wit/`."""
