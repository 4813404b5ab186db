"""Run a network: templates, emulator, stacks, front; then show its logs until it is told to stop."""

import asyncio
import os
import signal
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from local import processes
from local.aws import LocalAws
from local.cloud.autosave import EVERY_SECONDS, can_fork
from local.cloud.snapshots import newest_snapshot, snapshot_time_ms
from local.deploy.assembly import StackArtifact, read_assembly
from local.deploy.parity import check_templates
from local.deploy.stacks import Deployer, Deployment, DeploymentError
from local.deploy.support import installed_provisioners
from local.deploy.synthesis import Assemblies, SynthesisError
from local.deploy.transforms import believe, grant_falsely_denied, links_to, search_at, watch_first_metrics
from local.front.application import Outputs
from local.front.proxy import FRONT
from local.instance import AlreadyRunningError, Hold, Instance, Running, running_in
from local.logs import rotate
from local.ports import complaint_about_ports
from local.search_engine import prepare, searching
from local.serving import serve_front
from local.terminal import fail, places, step

# What a killed network's emulator takes to notice, stop its workers and save.
PREDECESSOR_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class UpOptions:
    folder: Path
    port: int
    cloud_port: int
    empty: bool = False
    enforce_iam: bool = False
    all_logs: bool = False
    search: str = "sqlite"
    search_url: str | None = None


def up(options: UpOptions) -> int:
    """Run a network until Ctrl-C or `down`; return the exit code."""
    if not options.empty:
        return _run(options, options.folder)
    with tempfile.TemporaryDirectory(prefix="linnet-empty-", ignore_cleanup_errors=True) as folder:
        return _run(options, Path(folder))


def _run(options: UpOptions, folder: Path) -> int:
    instance = Instance(folder, port=options.port, cloud_port=options.cloud_port, enforce_iam=options.enforce_iam)
    instance.make_folders()
    try:
        hold = Hold(instance)
    except AlreadyRunningError:
        running = running_in(folder)
        where = f" at {running.instance(folder).url}, process {running.pid}" if running else ""
        fail(f"This network runs already{where}.\nStop it: make down. Or start another one: make run EMPTY=1 PORT=…")
        return 1
    try:
        if hold.predecessor is not None:
            _wait_for_emulator(hold.predecessor)
        complaint = complaint_about_ports(instance)
        if complaint:
            fail(complaint)
            return 1
        _raise_on_signals()
        with searching(instance, options.search, options.search_url) as equipped:
            return _run_held(equipped, hold, options.all_logs)
    except processes.StartError as error:
        fail(f"\n{error}")
        return 1
    finally:
        hold.release()


def _wait_for_emulator(predecessor: Running) -> None:
    """Wait for the emulator of a killed network: it still holds the port, and is about to save what we will load."""
    processes.wait_until(lambda: not processes.is_alive(predecessor.cloud_pid), PREDECESSOR_SECONDS)


def _run_held(instance: Instance, hold: Hold, all_logs: bool) -> int:
    started = time.time()
    print("Linnet on one machine", flush=True)
    for log in (instance.function_log, instance.cloud_log):
        rotate(log)
    snapshot = newest_snapshot(instance.snapshots)
    cloud = processes.CloudProcess(instance)
    try:
        hold.tell(_record(instance, cloud, started, ready=False))
        stacks = _stacks(instance)
        with step("cloud", "starting the local AWS") as current:
            cloud.wait_until_ready()
            current.say(_told_of_data(snapshot))
        outputs = _deploy(instance, stacks)
        complaint = prepare(instance)
        if complaint:
            print(places([("WARNING", complaint)]), flush=True)

        def when_ready() -> None:
            hold.tell(_record(instance, cloud, started, ready=True))
            print(_announcement(instance, time.time() - started), flush=True)

        failure = asyncio.run(serve_front(instance, outputs, cloud, when_ready, all_logs))
        if failure:
            fail(failure)
            return 1
    except (SynthesisError, DeploymentError, processes.StartError) as error:
        fail(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        print(flush=True)
    finally:
        _ignore_signals()
        with step("stop", "saving the data and stopping") as current:
            saved = cloud.stop()
            current.say("stopped, data saved" if saved else "ended; the data is that of the last snapshot")
    return 0


def _stacks(instance: Instance) -> list[StackArtifact]:
    assemblies = Assemblies(instance.project)
    folder = assemblies.current()
    cached = folder.exists()
    if cached:
        with step("templates", "reading") as current:
            stacks = read_assembly(folder)
            current.say("unchanged")
    else:
        with step("templates", "the CDK app changed; synthesizing, some 8 s") as current:
            stacks = read_assembly(assemblies.synthesize())
            current.say(f"synthesized, {len(stacks)} stacks")
    _report_parity(stacks, tell_known=not cached)
    changes = [
        watch_first_metrics,
        search_at(instance.search_endpoint),
        links_to(instance.url),
        believe(FRONT),
        *([grant_falsely_denied] if instance.enforce_iam else []),
    ]
    for change in changes:
        stacks = [replace(stack, template=change(stack.template)) for stack in stacks]
    return stacks


def _report_parity(stacks: list[StackArtifact], tell_known: bool) -> None:
    report = check_templates((stack.template for stack in stacks), installed_provisioners())
    if report.refused:
        raise DeploymentError("\n".join(report.refused))
    if report.unknown:
        print(places([("WARNING", line) for line in report.unknown]), flush=True)
    if tell_known and report.known:
        print(
            places([("", f"{len(report.known)} known differences from AWS: python -m local differences")]), flush=True
        )


def _deploy(instance: Instance, stacks: list[StackArtifact]) -> Outputs:
    deployer = Deployer(LocalAws(instance.cloud_url))
    deployment = Deployment(tuple(stacks), instance.project, instance.function_log)
    resources = sum(len(stack.template["Resources"]) for stack in stacks)
    with step("stacks", f"deploying {resources} resources") as current:
        if deployer.is_current(deployment):
            current.say("unchanged")
        else:
            for table in deployer.emptied_tables(stacks):
                print(f"\n  {'':<12} {table}: its keys changed, so it starts empty", flush=True)
            deployer.deploy(deployment)
            current.say(f"{len(stacks)} stacks with {resources} resources deployed")
        return Outputs.of(deployer.outputs(stack.name for stack in stacks))


def _told_of_data(snapshot: Path | None) -> str:
    if snapshot is None:
        return "started, empty"
    moment = time.localtime(snapshot_time_ms(snapshot) / 1000)
    return f"started with the data of {time.strftime('%Y-%m-%d %H:%M:%S', moment)}"


def _record(instance: Instance, cloud: processes.CloudProcess, started: float, ready: bool) -> Running:
    return Running(
        pid=os.getpid(),
        port=instance.port,
        cloud_port=instance.cloud_port,
        cloud_pid=cloud.pid,
        started=started,
        ready=ready,
        enforce_iam=instance.enforce_iam,
    )


def _announcement(instance: Instance, seconds: float) -> str:
    saved = f"saved every {EVERY_SECONDS:.0f} s" if can_fork() else "saved when it stops"
    rows = [
        ("Linnet", instance.url),
        ("API docs", f"{instance.url}/api/docs"),
        ("Console", f"{instance.url}/console"),
        ("Mail", str(instance.mail)),
        ("Data", f"{instance.folder}, {saved}"),
        ("Search", instance.search_endpoint),
        ("AWS", f"{instance.cloud_url} (any key, region us-east-1)"),
    ]
    roles = "IAM roles are enforced. " if instance.enforce_iam else ""
    return f"\nReady in {seconds:.1f} s. {roles}Ctrl-C stops it.\n{places(rows)}\n"


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _raise_on_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def _ignore_signals() -> None:
    # The second Ctrl-C of an impatient person must not cost the data.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
