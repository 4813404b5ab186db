"""Serve the front of a running network, and show what its functions say meanwhile."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable

from aiohttp import web

from local.deploy.synthesis import Assemblies
from local.front.application import Outputs, make_application
from local.instance import Instance
from local.logs import LogReader, append_entry, emulator_complaint, format_entry, parse_entry, rotate
from local.loopback import NO_ANSWER
from local.mail import deliver, sent_messages
from local.processes import CloudProcess

LOG_SECONDS = 0.2
MAIL_SECONDS = 2.0
TEMPLATES_SECONDS = 3.0
DRAIN_SECONDS = 2.0


async def serve_front(
    instance: Instance, outputs: Outputs, cloud: CloudProcess, when_ready: Callable[[], None], all_logs: bool
) -> str | None:
    """Serve until a signal comes; return why if the network ended by itself."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    runner = web.AppRunner(make_application(instance, outputs), access_log=None, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", instance.port).start()
    # Names such as localhost may resolve to either; a machine without IPv6 has only the first.
    with contextlib.suppress(OSError):
        await web.TCPSite(runner, "::1", instance.port).start()
    followers = [
        asyncio.create_task(_show_logs(instance, all_logs)),
        asyncio.create_task(_deliver_mail(instance)),
        asyncio.create_task(_watch_templates(instance)),
    ]
    ended = asyncio.create_task(_wait_for_end(cloud))
    when_ready()
    try:
        await asyncio.wait([asyncio.create_task(stop.wait()), ended], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*followers, ended):
            task.cancel()
        await asyncio.gather(*followers, ended, return_exceptions=True)
        await runner.cleanup()
    if not stop.is_set():
        return f"The local AWS has ended by itself; see {instance.cloud_log}"
    return None


async def _wait_for_end(cloud: CloudProcess) -> None:
    while cloud.is_running():  # noqa: ASYNC110 - a process sets no event
        await asyncio.sleep(LOG_SECONDS)


async def _show_logs(instance: Instance, all_logs: bool) -> None:
    functions, cloud = LogReader(instance.function_log), LogReader(instance.cloud_log)
    coloured = sys.stdout.isatty()
    while True:
        for line in functions.new_lines():
            entry = parse_entry(line)
            if entry is not None and entry.is_shown(all_logs):
                print(format_entry(entry, coloured), flush=True)
        for line in cloud.new_lines():
            complaint = emulator_complaint(line)
            if complaint is not None:
                append_entry(instance.function_log, "emulator", "", complaint, error="Emulator")
            elif all_logs:
                print(f"emulator: {line}", flush=True)
        rotate(instance.function_log)
        await asyncio.sleep(LOG_SECONDS)


async def _watch_templates(instance: Instance) -> None:
    assemblies = Assemblies(instance.project)
    told = assemblies.current()
    while True:
        await asyncio.sleep(TEMPLATES_SECONDS)
        current = await asyncio.to_thread(assemblies.current)
        if current != told:
            told = current
            print("The CDK app or the list of routes has changed: stop and run again to deploy it.", flush=True)


async def _deliver_mail(instance: Instance) -> None:
    while True:
        await asyncio.sleep(MAIL_SECONDS)
        # The emulator may be busy or about to end; the next look finds the same messages.
        with contextlib.suppress(*NO_ANSWER):
            messages = await asyncio.to_thread(sent_messages, instance.cloud_url)
            if deliver(messages, instance.mail):
                print(f"mail: a message arrived in {instance.mail}", flush=True)
