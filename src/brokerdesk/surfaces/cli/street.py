"""The simulated street's processes: its ports and passwords belong to the data folder."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from brokerdesk.stack import DataFolder, ProcessSpec, free_port, listens

HOST = "127.0.0.1"
_MANAGER = "1000"


@dataclass(frozen=True, slots=True)
class Street:
    """Where the counterparties answer, for the seed and the printed sign-ins."""

    mt5_port: int
    mt5_rest_port: int
    mt5_control_port: int
    mt5_login: str
    mt5_password: str
    psp_url: str
    psp_control_url: str
    psp_api_key: str
    psp_webhook_secret: str
    smtp_port: int
    mailbox_url: str

    def environment(self) -> dict[str, str]:
        """Name what the house's processes need of it."""
        return {
            "EMAIL_URL": f"smtp://{HOST}:{self.smtp_port}",
            "MAILBOX_URL": self.mailbox_url,
            "BROKERDESK_STREET": json.dumps(asdict(self)),
        }


def lay_out(folder: DataFolder) -> Street:
    """Choose free ports, those of the last time where possible, and keep them."""
    kept = folder.facts()
    names = ("mt5", "mt5_rest", "mt5_control", "psp", "psp_control", "smtp", "mailbox")
    ports = {name: free_port(int(kept.get(f"{name}_port", "0"))) for name in names}
    folder.keep(**{f"{name}_port": str(port) for name, port in ports.items()})
    return Street(
        mt5_port=ports["mt5"],
        mt5_rest_port=ports["mt5_rest"],
        mt5_control_port=ports["mt5_control"],
        mt5_login=_MANAGER,
        mt5_password=folder.secret("mt5_manager"),
        psp_url=f"http://{HOST}:{ports['psp']}",
        psp_control_url=f"http://{HOST}:{ports['psp_control']}",
        psp_api_key=folder.secret("psp_api_key"),
        psp_webhook_secret=folder.secret("psp_webhook_secret"),
        smtp_port=ports["smtp"],
        mailbox_url=f"http://{HOST}:{ports['mailbox']}",
    )


def processes(street: Street, data_dir: Path, *, accounts: int = 30) -> Iterator[ProcessSpec]:
    """Describe the counterparties that are installed, trading bots included."""
    data = data_dir / "street"
    mt5: dict[str, str | int] = {
        "--port": street.mt5_port,
        "--rest-port": street.mt5_rest_port,
        "--control-port": street.mt5_control_port,
        "--manager": f"{street.mt5_login}:{street.mt5_password}",
        "--accounts": accounts,
    }
    yield from _process("mt5", mt5, data, _answers(street.mt5_port), "--activity", "--always-open")
    psp = {
        "--port": street.psp_url.rpartition(":")[2],
        "--control-port": street.psp_control_url.rpartition(":")[2],
        "--api-key": street.psp_api_key,
        "--webhook-secret": street.psp_webhook_secret,
    }
    yield from _process("psp", psp, data, _answers(int(psp["--port"])))
    mailbox = street.mailbox_url.rpartition(":")[2]
    mail: dict[str, str | int] = {"--port": street.smtp_port, "--http-port": mailbox}
    yield from _process("mail", mail, data, _answers(street.smtp_port))


def _answers(port: int) -> Callable[[], bool]:
    return lambda: listens(port)


def _process(
    name: str,
    options: Mapping[str, str | int],
    data: Path,
    ready: Callable[[], bool],
    *flags: str,
) -> Iterator[ProcessSpec]:
    """Describe `streetsim NAME`, where this release has it."""
    found = find_spec("streetsim")
    if found is None or not found.submodule_search_locations:
        return
    if not (Path(found.submodule_search_locations[0]) / name / "cli.py").exists():
        return
    (data / name).mkdir(parents=True, exist_ok=True)
    given = [f"{name}={value}" for name, value in options.items()]  # a secret may begin with -
    program = str(Path(sys.prefix) / "bin" / "streetsim")
    argv = [program, name, "--host", HOST, *given, "--data", str(data / name), *flags]
    yield ProcessSpec(f"street-{name}", argv, ready=ready)
