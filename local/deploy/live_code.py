"""What is uploaded for each asset of the assembly: stubs for our functions, nothing for layers, the rest as it is."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from local.deploy.assembly import Asset, Template

# A fixed time makes equal content equal bytes, so that the emulator keeps its warm workers over a redeployment.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class CodeAssets:
    """Which assets hold function code and which hold layers, told by the templates that refer to them."""

    handlers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    layers: frozenset[str] = frozenset()


def find_code(templates: Iterable[Template]) -> CodeAssets:
    """Return the asset keys of functions, with their handler strings, and of layers."""
    handlers: dict[str, set[str]] = defaultdict(set)
    layers: set[str] = set()
    for template in templates:
        for resource in template.get("Resources", {}).values():
            properties = resource.get("Properties", {})
            if resource["Type"] == "AWS::Lambda::Function" and "S3Key" in properties.get("Code", {}):
                handlers[properties["Code"]["S3Key"]].add(properties.get("Handler", ""))
            elif resource["Type"] == "AWS::Lambda::LayerVersion":
                layers.add(properties["Content"]["S3Key"])
    return CodeAssets({key: frozenset(names) for key, names in handlers.items()}, frozenset(layers))


def is_ours(handler: str, project: Path) -> bool:
    """Tell whether the handler string names a function of this repository."""
    package, name, *rest = handler.split(".")
    return package == "functions" and len(rest) == 2 and (project / "functions" / name).is_dir()


def content_of(asset: Asset, code: CodeAssets, project: Path, log_file: Path) -> bytes:
    """Return the bytes to upload for the asset."""
    if not asset.is_folder:
        return asset.source.read_bytes()
    if asset.key in code.layers:
        # Workers run in this virtual environment and find the core package in the working tree.
        return _zip({"python/.keep": b""})
    handlers = code.handlers.get(asset.key, frozenset())
    if handlers and all(is_ours(handler, project) for handler in handlers):
        return _zip({_module_file(handler): _stub(handler, project, log_file) for handler in sorted(handlers)})
    return _zip(
        {
            str(path.relative_to(asset.source)): path.read_bytes()
            for path in sorted(asset.source.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts
        }
    )


def _module_file(handler: str) -> str:
    return handler.rpartition(".")[0].replace(".", "/") + ".py"


def _stub(handler: str, project: Path, log_file: Path) -> bytes:
    attribute = handler.rpartition(".")[2]
    return (
        "import sys\n"
        f"sys.path.insert(0, {str(project)!r})\n"
        "from local.deploy.live_function import serve\n"
        f"{attribute} = serve(__name__, {attribute!r}, {str(project)!r}, {str(log_file)!r})\n"
    ).encode()


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content)
    return buffer.getvalue()
