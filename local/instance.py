"""One local network: its folder, its ports, and who runs it."""

import dataclasses
import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

# Not resolved: a project that links this package in from elsewhere is the project to run.
PROJECT = Path(__file__).absolute().parents[1]

DEFAULT_PORT = 3000
DEFAULT_CLOUD_PORT = 4566

REGION = "us-east-1"
# The account in which MiniStack serves every caller whose access key is not itself an account number.
ACCOUNT = "000000000000"


def default_folder() -> Path:
    """Return the folder of the data: LINNET_LOCAL_DIR, or .local beside the sources."""
    return Path(os.environ.get("LINNET_LOCAL_DIR") or PROJECT / ".local").absolute()


def default_cloud_port(port: int) -> int:
    """Return the emulator's port that goes with the web port, so that PORT alone starts a second network."""
    return DEFAULT_CLOUD_PORT - DEFAULT_PORT + port


@dataclass(frozen=True, slots=True)
class Instance:
    """A local network: every path and address of it derives from here."""

    folder: Path
    port: int = DEFAULT_PORT
    cloud_port: int = DEFAULT_CLOUD_PORT
    project: Path = PROJECT
    enforce_iam: bool = False
    engine: str = ""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def cloud_url(self) -> str:
        return f"http://127.0.0.1:{self.cloud_port}"

    @property
    def snapshots(self) -> Path:
        return self.folder / "snapshots"

    @property
    def objects(self) -> Path:
        return self.folder / "objects"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def scratch(self) -> Path:
        return self.folder / "tmp"

    @property
    def home(self) -> Path:
        """The home folder of the emulator and the functions: the developer's own holds AWS credentials."""
        return self.folder / "home"

    @property
    def function_log(self) -> Path:
        return self.folder / "logs" / "functions.jsonl"

    @property
    def cloud_log(self) -> Path:
        return self.folder / "logs" / "cloud.log"

    @property
    def replay(self) -> Path:
        """What replays have done here, with the tokens of their accounts."""
        return self.folder / "replay"

    @property
    def search(self) -> Path:
        return self.folder / "search"

    @property
    def search_endpoint(self) -> str:
        """Where functions search: a file of this network, unless another engine was chosen at its start."""
        return self.engine or f"sqlite:{self.search / 'index.sqlite'}"

    @property
    def lock_file(self) -> Path:
        return self.folder / "running.lock"

    @property
    def record_file(self) -> Path:
        return self.folder / "running.json"

    @property
    def parts(self) -> tuple[Path, ...]:
        """The folders that hold all there is of a network."""
        return (
            self.snapshots,
            self.objects,
            self.mail,
            self.scratch,
            self.home,
            self.function_log.parent,
            self.replay,
            self.search,
        )

    def make_folders(self) -> None:
        """Create the folders, readable by their owner only: they hold password hashes and tokens."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for folder in self.parts:
            folder.mkdir(exist_ok=True, mode=0o700)


@dataclass(frozen=True, slots=True)
class Running:
    """What a running network says about itself."""

    pid: int
    port: int
    cloud_port: int
    cloud_pid: int
    started: float
    ready: bool
    enforce_iam: bool

    def instance(self, folder: Path) -> Instance:
        return Instance(folder, port=self.port, cloud_port=self.cloud_port, enforce_iam=self.enforce_iam)


class AlreadyRunningError(Exception):
    """Another process runs the network of this folder."""


class Hold:
    """The right to run the network of a folder; the system takes it back however its holder ends.

    `predecessor` is what ran here before, if it was killed.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._file: TextIO = instance.lock_file.open("w", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise AlreadyRunningError(str(instance.folder)) from error
        self.predecessor = _read_record(instance)
        # What a killed network said about itself is no longer true.
        instance.record_file.unlink(missing_ok=True)

    def tell(self, running: Running) -> None:
        """Write down what runs, whole or not at all."""
        partial = self._instance.record_file.with_suffix(".partial")
        partial.write_text(json.dumps(dataclasses.asdict(running)), encoding="utf-8")
        partial.replace(self._instance.record_file)

    def release(self) -> None:
        self._instance.record_file.unlink(missing_ok=True)
        self._file.close()


def running_in(folder: Path) -> Running | None:
    """Return what runs on the data of the folder; a record whose writer is dead counts for nothing."""
    instance = Instance(folder)
    try:
        with instance.lock_file.open("r", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read_record(instance)
    except FileNotFoundError:
        pass
    return None


def _read_record(instance: Instance) -> Running | None:
    try:
        return Running(**json.loads(instance.record_file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
