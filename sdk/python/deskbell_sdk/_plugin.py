"""From an author's object to what the component exports."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from . import _call, log
from ._check import Unfit, check, warm
from ._interfaces import Broken, Row
from ._vocabulary import types as words
from ._vocabulary.functions import RESULTS
from .errors import CallError


def exported(plugin: object, row: Row, fail: Callable[[Any], Exception]) -> dict[str, Callable[..., Any]]:
    """The functions of one interface. `fail` makes the exception that the component knows of a contract's error."""
    return {name: _guarded(plugin, row, name, fail) for name in row.functions}


def _guarded(plugin: object, row: Row, function: str, fail: Callable[[Any], Exception]) -> Callable[..., Any]:
    method = row.method(function)
    body: Callable[..., Any] = getattr(plugin, method)
    broken = row.functions[function]
    hint = RESULTS[row.package, row.name, function]
    given = row.given.get(function)
    warm(hint)

    def call(*args: object) -> Any:
        with _call.during(function):
            try:
                _fresh_randomness()
                answer = body(*(given(*args) if given else args))
                check(answer, hint, f"the answer of {method}")
                return answer
            except CallError as error:
                if broken == "pure":
                    raise
                raise fail(to_contract(error)) from None
            except BaseException as error:  # noqa: BLE001 (whatever it is must not end the component without a word)
                if broken == "pure":
                    raise
                raise fail(to_contract(unexpected(method, broken, error))) from None

    return call


def _fresh_randomness() -> None:
    """The generators' state was made when the component was built, the same for every call."""
    from ._surroundings import reseed

    if _call.may_ask_host():
        reseed()


def unexpected(method: str, broken: Broken, error: BaseException) -> CallError:
    """Logs kind and place alone: a message may quote what a customer wrote."""
    kind = type(error).__name__
    fields = {"type": kind, "at": _places(error.__traceback__)}
    if isinstance(error, Unfit):
        fields["detail"] = str(error)[:1024]
    log.error(f"exception in {method}", **fields)
    detail = f"{kind} in {method}; the plugin's log says where"
    if broken == "final":
        return CallError.rejected("exception", detail)
    if broken == "careful" and _call.request_may_have_left():
        return CallError.uncertain_retry("exception", detail)
    return CallError.retry("exception", detail)


def _places(traceback: TracebackType | None) -> str:
    """`traceback.format_tb` would read source files, which are not there."""
    lines = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        lines.append(f"{code.co_filename}:{traceback.tb_lineno} in {code.co_qualname}")
        traceback = traceback.tb_next
    return "\n".join(lines)[-4096:]


def to_contract(error: CallError) -> words.ContractError:
    """The same as the contract writes it."""
    problem = words.Problem(code=error.code, detail=error.detail)
    if error.kind == "retry":
        hint = words.RetryHint(problem=problem, after_ms=error.after_ms, uncertain=error.uncertain)
        return words.ContractErrorRetry(hint)
    if error.kind == "rate-limited":
        scope = words.RateScope.RECIPIENT if error.scope == "recipient" else words.RateScope.ACCOUNT
        return words.ContractErrorRateLimited(words.RateLimit(problem=problem, after_ms=error.after_ms or 0, scope=scope))
    cases: dict[str, Callable[[words.Problem], words.ContractError]] = {
        "auth": words.ContractErrorAuth,
        "rejected": words.ContractErrorRejected,
        "unsupported": words.ContractErrorUnsupported,
    }
    return cases[error.kind](problem)
