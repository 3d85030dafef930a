"""Any process of the house may be killed at any time: it comes back and the house serves."""

import subprocess

import pytest

from brokerdesk.surfaces.cli.house import command
from tests.harness.house import House

pytestmark = pytest.mark.chaos


def _audit_holds(house: House) -> bool:
    done = subprocess.run(
        command("audit", "verify"), env=house.environment(), capture_output=True, check=False
    )
    return done.returncode == 0


def test_every_member_comes_back_after_kill_9(house: House) -> None:
    names = sorted(house.members)
    assert {"postgres", "nats", "web", "street-mt5", "street-psp"} <= set(names)
    alone = ["postgres", "nats", "web"]
    for batch in (*([name] for name in alone), [name for name in names if name not in alone]):
        killed = {name: house.kill(name) for name in batch}
        for name, former in killed.items():
            house.wait_back(name, former)
    assert sorted(house.members) == names
    assert _audit_holds(house)


def test_the_whole_group_comes_back_after_kill_9_of_its_supervisor(house: House) -> None:
    before = house.members
    house.kill_all()
    house.start()
    after = house.members
    assert after.keys() == before.keys()
    assert not any(member.alive() for member in before.values())
    assert house.healthy()
    assert _audit_holds(house)
