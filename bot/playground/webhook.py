"""A webhook: where updates go instead of waiting to be asked for."""

from dataclasses import dataclass


@dataclass
class Webhook:
    """Its address and secret, and how the last failure looked. No address: there is none."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    error_at: int = 0
    error: str = ""
