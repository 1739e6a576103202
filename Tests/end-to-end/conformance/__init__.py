"""Checks of a running SCIM server, each a function that says in its first line what it shows."""

import inspect

from sidecar import Failure


def checks(*modules):
    """The checks of some modules, in the order of their text, with what each shows."""
    return [
        (inspect.getdoc(value).splitlines()[0], value)
        for module in modules
        for value in vars(module).values()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not value.__name__.startswith("_")
    ]


def failing(directory, chosen):
    """Runs the checks one after the other; yields what each that fails shows, and why it does."""
    for name, check in chosen:
        try:
            check(directory)
        except Exception as failure:  # noqa: BLE001 - whatever a broken server makes of a check, it has failed
            yield name, failure


def hold(directory, chosen):
    """Runs them all; raises with all that fail."""
    failed = [f"{name}\n    {type(failure).__name__}: {failure}" for name, failure in failing(directory, chosen)]
    if failed:
        raise Failure(f"{len(failed)} of {len(chosen)} checks fail:\n" + "\n".join(failed))
    return len(chosen)
