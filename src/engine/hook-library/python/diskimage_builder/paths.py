"""Where the hook library and the elements of the running build are."""

import os
import sys


def get_path(var):
    """Returns the directory of `lib`, or the first one of the elements path for `elements`."""
    if var == "lib":
        return os.environ["_LIB"]
    if var == "elements":
        return os.environ["ELEMENTS_PATH"].split(":")[-1]
    raise ValueError("unknown path: %s" % var)


def show_path(var):
    """Writes that directory on standard output, without a newline."""
    sys.stdout.write(get_path(var))
