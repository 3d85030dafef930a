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
_CTRADER_MANAGER = "30001"
_CLIENT = "brokerdesk"
# People of the demo data; what a visitor opens is traded by nobody but him.
SEEDED = "*.[0-9][0-9][0-9][0-9]@mail.example"
_PORTS = (
    "mt5", "mt5_rest", "mt5_control", "mt4", "mt4_control", "ctrader", "ctrader_rest",
    "ctrader_openapi", "ctrader_control", "psp", "psp_control", "smtp", "mailbox",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Street:
    """Where the counterparties answer, for the seed and the printed sign-ins."""

    mt5_port: int
    mt5_rest_port: int
    mt5_control_port: int
    mt5_login: str
    mt5_password: str
    mt4_url: str
    mt4_control_port: int
    mt4_client: str
    mt4_secret: str
    ctrader_manager_port: int
    ctrader_rest_url: str
    ctrader_openapi_port: int
    ctrader_control_port: int
    ctrader_login: str
    ctrader_password: str
    ctrader_certificate: str
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
    ports = {name: free_port(int(kept.get(f"{name}_port", "0"))) for name in _PORTS}
    folder.keep(**{f"{name}_port": str(port) for name, port in ports.items()})
    return Street(
        mt5_port=ports["mt5"],
        mt5_rest_port=ports["mt5_rest"],
        mt5_control_port=ports["mt5_control"],
        mt5_login=_MANAGER,
        mt5_password=folder.secret("mt5_manager"),
        mt4_url=f"http://{HOST}:{ports['mt4']}",
        mt4_control_port=ports["mt4_control"],
        mt4_client=_CLIENT,
        mt4_secret=folder.secret("mt4_secret"),
        ctrader_manager_port=ports["ctrader"],
        ctrader_rest_url=f"https://{HOST}:{ports['ctrader_rest']}",
        ctrader_openapi_port=ports["ctrader_openapi"],
        ctrader_control_port=ports["ctrader_control"],
        ctrader_login=_CTRADER_MANAGER,
        ctrader_password=folder.secret("ctrader_manager"),
        ctrader_certificate=str(folder.path / "street" / "ctrader" / "cert.pem"),
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
    bots = ("--activity", "--always-open", f"--bots-for={SEEDED}")
    yield from _process("mt5", mt5, data, _answers(street.mt5_port), *bots)
    mt4_port = int(street.mt4_url.rpartition(":")[2])
    mt4: dict[str, str | int] = {
        "--port": mt4_port,
        "--control-port": street.mt4_control_port,
        "--client": f"{street.mt4_client}:{street.mt4_secret}",
        "--accounts": accounts // 3,
    }
    yield from _process("mt4", mt4, data, _answers(mt4_port), *bots)
    ctrader: dict[str, str | int] = {
        "--manager-port": street.ctrader_manager_port,
        "--rest-port": street.ctrader_rest_url.rpartition(":")[2],
        "--openapi-port": street.ctrader_openapi_port,
        "--control-port": street.ctrader_control_port,
        "--manager": f"{street.ctrader_login}:{street.ctrader_password}",
        "--accounts": accounts // 3,
    }
    yield from _process("ctrader", ctrader, data, _answers(street.ctrader_manager_port), *bots)
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
