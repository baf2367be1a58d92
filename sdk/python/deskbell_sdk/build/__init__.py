"""Makes a component of a plugin in Python: `python -m deskbell_sdk.build PLUGIN_FOLDER OUT.wasm`."""
