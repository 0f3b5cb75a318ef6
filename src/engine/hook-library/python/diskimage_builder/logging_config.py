"""Logging of elements' Python programs: to standard error, more of it with DIB_DEBUG_TRACE."""

import logging
import os


def setup():
    """Configures the root logger."""
    trace = int(os.environ.get("DIB_DEBUG_TRACE") or 0)
    logging.basicConfig(
        level=logging.DEBUG if trace > 0 else logging.INFO,
        format="%(levelname)s %(name)s [-] %(message)s",
    )
