"""What the installed MiniStack does with a resource of a template, read from its own source.

It refuses unknown types by name but drops unknown properties without a word. Its provisioners name every property that
they read, so a property name that the code of a type's provisioner never mentions is one that it drops.
"""

import ast
import importlib.util
from functools import cache
from pathlib import Path

_PROVISIONERS = "ministack.services.cloudformation.provisioners"
_REGISTRY = "_RESOURCE_HANDLERS"


class ProvisionerSource:
    """The provisioners by resource type; parsed, not imported, which would start half of the emulator."""

    def __init__(self, source: str) -> None:
        self._definitions: dict[str, ast.AST] = {}
        for statement in ast.parse(source).body:
            match statement:
                case ast.FunctionDef(name=name):
                    self._definitions[name] = statement
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ):
                    self._definitions[name] = value
        registry = self._definitions.pop(_REGISTRY, None)
        if not isinstance(registry, ast.Dict):
            raise TypeError(f"no dictionary {_REGISTRY}: this is another version of the emulator")
        self._handlers = {
            key.value: value
            for key, value in zip(registry.keys, registry.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }

    @property
    def types(self) -> frozenset[str]:
        """Every resource type that is not refused."""
        return frozenset(self._handlers)

    def mentions(self, resource_type: str, property_name: str) -> bool:
        """Tell whether the code that creates a resource of the type names the property."""
        return property_name in self._strings_of(resource_type)

    @cache  # noqa: B019 - as long-lived as the process that asks
    def _strings_of(self, resource_type: str) -> frozenset[str]:
        handler = self._handlers[resource_type]
        create = handler
        if isinstance(handler, ast.Dict):
            create = next(
                value
                for key, value in zip(handler.keys, handler.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "create"
            )
        return frozenset(self._strings_below(create, set()))

    def _strings_below(self, node: ast.AST, visited: set[str]) -> set[str]:
        strings: set[str] = set()
        for child in ast.walk(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                strings.add(child.value)
            elif isinstance(child, ast.Name) and child.id not in visited:
                visited.add(child.id)
                if child.id in self._definitions:
                    strings |= self._strings_below(self._definitions[child.id], visited)
        return strings


@cache
def installed_provisioners() -> ProvisionerSource:
    """Return the provisioners of the installed emulator."""
    # Not of the module itself: that would import its parents.
    package = importlib.util.find_spec("ministack")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("ministack is not installed; run: make setup")
    path = Path(package.submodule_search_locations[0], *_PROVISIONERS.split(".")[1:]).with_suffix(".py")
    return ProvisionerSource(path.read_text(encoding="utf-8"))
