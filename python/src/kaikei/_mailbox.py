"""One mailbox for each event loop: through it come finished calls, and questions to a user's own code."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary, ref

from kaikei._native import Mailbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from kaikei._native import Call, Question

_mailboxes: WeakKeyDictionary[asyncio.AbstractEventLoop, Mailbox] = WeakKeyDictionary()


async def run(call: Call) -> Any:
    """Sends the call; cancelling the task drops its exchange."""
    loop = asyncio.get_running_loop()
    mailbox = _mailboxes.get(loop) or _open(loop)
    future = loop.create_future()
    number = call.submit(mailbox, future)
    try:
        return await future
    except BaseException:
        mailbox.abort(number)
        # A closed coroutine leaves its error behind, which asyncio would report as forgotten.
        if future.done() and not future.cancelled():
            future.exception()
        raise


def _open(loop: asyncio.AbstractEventLoop) -> Mailbox:
    # A closed loop's mailbox may hold the loop, through futures of calls that nobody awaited to the end.
    # Other threads open theirs meanwhile: only single steps, no lock, which a forked child could find taken.
    for other in _mailboxes.keyrefs():
        if (closed := other()) is not None and closed.is_closed():
            _mailboxes.pop(closed, None)
    ask = _Questions(loop)
    try:
        mailbox = Mailbox(ask)
        loop.add_reader(mailbox.fileno(), mailbox.drain)
    except Exception:
        # A loop that watches no pipes, such as Windows's proactor loop.
        mailbox = _open_without_pipe(loop, ask)
    _mailboxes[loop] = mailbox
    return mailbox


def _open_without_pipe(loop: asyncio.AbstractEventLoop, ask: _Questions) -> Mailbox:
    own: list[Any] = []
    its_loop = ref(loop)

    def wake() -> None:
        loop, mailbox = its_loop(), own[0]()
        if loop is not None and mailbox is not None:
            loop.call_soon_threadsafe(mailbox.drain)

    mailbox = Mailbox(ask, wake)
    own.append(ref(mailbox))
    return mailbox


class _Questions:
    """Runs a user's coroutines as tasks of the loop whose call needs them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = ref(loop)
        self._tasks: dict[tuple[int, int], asyncio.Task[None]] = {}

    def __call__(self, question: Question) -> None:
        loop, key = self._loop(), question.key
        if question.kind == "abandon":
            if (task := self._tasks.get(key)) is not None:
                task.cancel()
        elif loop is None:
            question.fail(None)
        else:
            task = self._tasks[key] = loop.create_task(_answer(question))

            def done(task: asyncio.Task[None]) -> None:
                self._tasks.pop(key, None)
                if task.cancelled():
                    question.fail(None)

            task.add_done_callback(done)


async def _answer(question: Question) -> None:
    try:
        if question.kind == "save":
            returned = question.target.save(question.argument)
        else:
            returned = question.target(question.argument)
        if hasattr(returned, "__await__"):
            returned = await returned
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        question.fail(error)
        if not isinstance(error, Exception):
            raise
    else:
        question.answer(returned)
