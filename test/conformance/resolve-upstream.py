"""Resolves requests with an installed diskimage-builder: reads [{path, names}] and writes [{ok, names | error}]."""
import json
import logging
import sys

from diskimage_builder import element_dependencies

logging.disable(logging.CRITICAL)
answers = []
for request in json.load(sys.stdin):
    try:
        found = element_dependencies.get_elements(request["names"], request["path"])
        answers.append({"ok": True, "names": sorted(name for name, _ in found)})
    except Exception as error:
        answers.append({"ok": False, "error": type(error).__name__})
json.dump(answers, sys.stdout)
