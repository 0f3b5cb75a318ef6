"""
Merges package lists with the squash program of an installed diskimage-builder: reads
[{path: [{element: {file: text}}], elements, env}] and writes [{ok, result | error, message}].

Releases after 3.13.0 let a wish to keep a package win over one to remove it; that is added around the installed program.
"""
import collections
import contextlib
import importlib.machinery
import importlib.util
import io
import json
import logging
import os
import sys
import tempfile

import diskimage_builder

PROGRAM = os.path.join(
    os.path.dirname(diskimage_builder.__file__), "elements/package-installs/bin/package-installs-squash"
)
loader = importlib.machinery.SourceFileLoader("squash", PROGRAM)
squash = importlib.util.module_from_spec(importlib.util.spec_from_loader("squash", loader))
loader.exec_module(squash)
squash.logging_config.setup = lambda: None
logging.disable(logging.CRITICAL)
installed = squash.collect_data


def collect_data(data, packages, element):
    for package, given in packages.items():
        entries = given if isinstance(given, (list, tuple)) and given else [given or {}]
        for entry in entries:
            lists = data[entry.get("phase", "install.d")]
            removes = "uninstall" in entry or "build-only" in entry
            named = {kind: any(pair[0] == package for pair in lists[kind]) for kind in ("install", "uninstall")}
            if not removes:
                lists["uninstall"] = [pair for pair in lists["uninstall"] if pair[0] != package]
            fresh = installed(
                collections.defaultdict(lambda: collections.defaultdict(list)), {package: [entry]}, element
            )
            for added in fresh.values():
                lists["install"] += added["install"]
                if not (named["install"] and not named["uninstall"]):
                    lists["uninstall"] += added["uninstall"]
    return data


squash.collect_data = collect_data


def run(case, folder):
    path = []
    for index, elements in enumerate(case["path"]):
        path.append(os.path.join(folder, str(index)))
        for element, files in elements.items():
            os.makedirs(os.path.join(path[-1], element))
            for name, text in files.items():
                with open(os.path.join(path[-1], element, name), "w", encoding="utf8", newline="") as handle:
                    handle.write(text)
    out = os.path.join(folder, "out")
    sys.argv = ["squash", "--elements", " ".join(case["elements"]), "--path", ":".join(path), out]
    os.environ.clear()
    os.environ.update(case["env"])
    text = io.StringIO()
    try:
        with contextlib.redirect_stdout(text):
            squash.main()
        with open(out) as handle:
            return {"ok": True, "result": json.load(handle)}
    except SystemExit:
        return {"ok": False, "error": "exit", "message": text.getvalue().rstrip("\n")}
    except Exception as error:
        return {"ok": False, "error": type(error).__name__, "message": str(error)}


answers = []
for case in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as folder:
        answers.append(run(case, folder))
json.dump(answers, sys.stdout)
