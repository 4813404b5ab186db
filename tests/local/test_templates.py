"""The templates of the real application in the eyes of the emulator."""

import pytest

from local.deploy.assembly import StackArtifact, read_assembly
from local.deploy.live_code import find_code, is_ours
from local.deploy.parity import check_templates
from local.deploy.support import installed_provisioners
from local.deploy.synthesis import Assemblies
from local.instance import PROJECT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stacks() -> list[StackArtifact]:
    return read_assembly(Assemblies(PROJECT).synthesize())


def test_no_type_is_refused_and_no_property_is_lost_unnoticed(stacks: list[StackArtifact]) -> None:
    report = check_templates((stack.template for stack in stacks), installed_provisioners())

    assert report.refused == ()
    assert report.unknown == ()


def test_every_function_folder_is_deployed_with_live_code(stacks: list[StackArtifact]) -> None:
    handlers = {name for names in find_code(stack.template for stack in stacks).handlers.values() for name in names}

    assert all(is_ours(handler, PROJECT) for handler in handlers)
    assert {handler.split(".")[1] for handler in handlers} == {
        path.parent.name for path in PROJECT.glob("functions/*/handler.py")
    }
