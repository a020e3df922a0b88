"""What keeps a treaty from those who only keep it: keys, the codec of payloads, its server.

Opt-in: the setting TREATY_KEYRING names the key ring. Without it everything is stored as it is.
"""
