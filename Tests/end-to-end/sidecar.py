"""What the end-to-end scenarios share: a real server process, its command line, its sockets, its customers."""

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "deploy" / "providers"))

import entra  # noqa: E402
import okta  # noqa: E402
import people  # noqa: E402
import scim  # noqa: E402

API = "https://api.ledgerline.example"

#: The interpreter that has what `Tests/requirements.txt` names; its programs lie beside it.
PYTHON = Path(os.environ.get("ROLLCALL_TEST_PYTHON", REPOSITORY / ".build/venv/bin/python"))


@dataclass(frozen=True)
class Story:
    """A question that a customer's first person may ask about, the group that decides it, and where it is asked."""

    organization: str
    group: str
    action: str


STORIES = {
    "acme-okta": Story("acme", "Ledgerline Approvers", "create:invoices"),
    # By inheritance: an Approver is a Reader too.
    "globex-entra": Story("globex", "SG-Ledgerline-Approvers", "read:invoices"),
}


class Failure(Exception):
    """An expectation that did not hold, in one sentence."""


def expect(condition, message):
    if not condition:
        raise Failure(message)


def expect_equal(what, wanted, got):
    expect(wanted == got, f"{what}: expected {wanted!r}, got {got!r}")


def eventually(what, condition, seconds=10):
    """Waits for a condition that is allowed to take a moment."""
    deadline = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < deadline, f"{what}: not within {seconds} s")
        time.sleep(0.05)


#: Below those that the system gives to clients, which may take any of theirs at any time.
PORTS = range(20_000, 30_000)
#: Ports of this process, each claimed by a socket of an abstract name that ends with the process.
_claims = []


def free_port():
    """A port that no other scenario has been given, however many run at a time."""
    for port in random.sample(PORTS, len(PORTS)):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0rollcall-scenario-port-{port}")
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            claim.close()
            continue
        _claims.append(claim)
        return port
    raise Failure("there is no free port")


def installed(program):
    """A program of the pinned Python packages."""
    path = PYTHON.with_name(program)
    expect(path.exists(), f"{path} is missing: `Tests/run --only 'python packages'` installs it")
    return path


def go_on_with_packages():
    """Begins the program again with the pinned Python packages, unless it has them."""
    if Path(sys.executable).parent != PYTHON.parent:
        os.execv(installed(PYTHON.name), [PYTHON, *sys.argv])


def make_certificate(folder, name):
    """A self-signed certificate for `name` on loopback; returns the paths of certificate and key."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    options = ["-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run([*command, *map(str, options)], check=True, capture_output=True)
    return certificate, key


class SocketConnection(http.client.HTTPConnection):
    """HTTP/1.1 over a Unix socket."""

    def __init__(self, path, timeout=60):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Sidecar:
    """One data directory and the `rollcall serve` that runs on it, on and off."""

    def __init__(self, binary, folder, policies=REPOSITORY / "policies"):
        self.binary = binary
        self.folder = Path(folder)
        self.data = self.folder / "data"
        self.policies = Path(policies)
        self.socket = self.folder / "rollcall.sock"
        self.admin = self.folder / "admin.sock"
        self.log = self.folder / "serve.log"
        self.port = free_port()
        self.process = None
        self.tokens = {}
        self.users = {}
        #: Called in the server's process before it becomes the server.
        self.before_exec = None
        #: Settings by environment, besides those of the command line.
        self.environment = {}
        #: What undoes what the scenario did to the machine.
        self.at_end = []

    # The process

    def serve_command(self):
        return [
            *(self.binary, "serve", "--data", self.data, "--policies", self.policies),
            *("--socket", self.socket, "--admin-socket", self.admin, "--listen", f"127.0.0.1:{self.port}"),
        ]

    def launch(self):
        with open(self.log, "ab") as log:
            options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "preexec_fn": self.before_exec}
            self.process = subprocess.Popen(self.serve_command(), env=os.environ | self.environment, **options)

    def start(self, seconds=60):
        """Returns once the server is ready, by its own word."""
        self.launch()
        deadline = time.monotonic() + seconds
        while self.run("healthcheck", "--socket", self.socket, codes=(0, 1)).returncode != 0:
            expect(self.process.poll() is None, f"the server ended with {self.process.returncode}: {self.tail()}")
            expect(time.monotonic() < deadline, f"the server is not ready after {seconds} s: {self.tail()}")
            time.sleep(0.05)
        return self

    def refuse_to_start(self, seconds=30):
        """Starts it where it must not run; returns the exit code and what it wrote."""
        before = self.log.stat().st_size if self.log.exists() else 0
        self.launch()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired as timeout:
            self.kill()
            raise Failure("the server runs although it must refuse to start") from timeout
        expect(code > 0, f"the server ended with {code} instead of an exit code that says failure")
        return code, self.log.read_bytes()[before:].decode(errors="replace")

    def stop(self, seconds=30):
        """SIGTERM drains and ends with 0."""
        self.process.send_signal(signal.SIGTERM)
        expect_equal("the exit code after SIGTERM", 0, self.process.wait(seconds))

    def kill(self):
        self.process.kill()
        self.process.wait()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def tail(self, lines=15):
        return "\n" + "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    # The command line

    def run(self, *command, codes=(0,)):
        finished = subprocess.run(
            [self.binary, *map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )
        shown = " ".join(map(str, command))
        wanted = " or ".join(map(str, codes))
        expect(
            finished.returncode in codes,
            f"`rollcall {shown}`: expected exit code {wanted}, got {finished.returncode}: "
            f"{finished.stdout[-400:]}{finished.stderr[-800:]}",
        )
        return finished

    def permits(self, connection):
        """`rollcall check` on the connection's story: permit or deny."""
        story = STORIES[connection]
        command = ("check", self.users[connection], story.action, f"api:{API}", "--organization", story.organization)
        return self.run(*command, "--socket", self.socket, codes=(0, 3)).returncode == 0

    def login(self, connection, *options):
        """`rollcall claims` of the connection's story, which makes its person a member."""
        options = ("--organization", STORIES[connection].organization, *options)
        permitted, answer = self.claims(self.users[connection], *options)
        expect(permitted, f"the login of {self.users[connection]} is refused: {answer}")
        return answer

    def claims(self, user, *options):
        """`rollcall claims`: whether the login is permitted, and the whole answer."""
        finished = self.run("claims", user, *options, "--socket", self.socket, "--json", codes=(0, 3))
        return finished.returncode == 0, json.loads(finished.stdout)

    # The decision socket

    def ask(self, method, path, body=None, headers=None):
        """One request; the status, the headers and the parsed body."""
        connection = SocketConnection(self.socket)
        with contextlib.closing(connection):
            payload = None if body is None else json.dumps(body)
            connection.request(method, path, payload, {"Content-Type": "application/json", **(headers or {})})
            response = connection.getresponse()
            text = response.read()
            try:
                return response.status, response.headers, json.loads(text)
            except ValueError:
                return response.status, response.headers, text.decode(errors="replace")

    def evaluation(self, user, action, organization=None, connection=None):
        """The answer to one AuthZEN question about the API; with a connection the user is named by the provider's id."""
        question = {
            "subject": {"type": "user", "id": user},
            "action": {"name": action},
            "resource": {"type": "api", "id": API},
        }
        if connection:
            question["subject"]["properties"] = {"connection": connection}
        if organization:
            question["context"] = {"organization": organization}
        status, _, answer = self.ask("POST", "/access/v1/evaluation", question)
        expect_equal("the status of an evaluation", 200, status)
        return answer

    def decision(self, connection):
        """The answer to the connection's story."""
        story = STORIES[connection]
        return self.evaluation(self.users[connection], story.action, story.organization)

    def revision(self):
        """Epoch and number of the state that answers come from."""
        _, headers, _ = self.ask("GET", "/healthz")
        epoch, _, number = headers["Rollcall-Revision"].partition(":")
        return epoch, int(number)

    # The customers

    def token(self, connection):
        """The connection's SCIM token and the path of its endpoint."""
        if connection not in self.tokens:
            options = ("--connection", connection, "--admin-socket", self.admin, "--json")
            answer = json.loads(self.run("scim-token", "new", *options).stdout)
            self.tokens[connection] = (answer["token"], answer["scim_base"])
        return self.tokens[connection]

    def client(self, connection, flag=None):
        token, base = self.token(connection)
        return scim.Client(f"http://127.0.0.1:{self.port}{base}", token, flag=flag)

    def provider(self, connection, flag=None):
        dialect = okta.Okta if people.CUSTOMERS[connection].dialect == "okta" else entra.Entra
        return dialect(self.client(connection, flag))

    def provision(self, connection, users=30, groups=8):
        """Pushes a small directory, and logs its first person in; returns the provider and the customer."""
        customer = people.customer(connection, users, groups)
        provider = self.provider(connection)
        for person in customer.people:
            provider.push_user(person)
        for group in customer.groups:
            provider.push_group(group)
        self.users[connection] = provider.user_id(customer.people[0])
        self.login(connection)
        return provider, customer


def scenario(play):
    """Runs a scenario's function with a sidecar in a folder of its own; ends with 0 if all of it held."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--binary", type=Path, default=REPOSITORY / ".build/debug/rollcall")
    parser.add_argument("--keep", action="store_true", help="leave the folder behind")
    arguments = parser.parse_args()
    # Short, because a Unix socket's path has room for 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="rollcall-"))
    sidecar = Sidecar(arguments.binary.resolve(), folder)
    try:
        play(sidecar)
    except (Failure, scim.Unexpected, OSError, ValueError, KeyError, http.client.HTTPException) as error:
        print(f"{type(error).__name__}: {error}")
        with contextlib.suppress(subprocess.TimeoutExpired, AttributeError):
            print(f"the server has ended with {sidecar.process.wait(0.5)}")
        if sidecar.log.exists():
            print(f"the end of the server's log:{sidecar.tail()}")
        sys.exit(1)
    finally:
        if sidecar.process and sidecar.process.poll() is None:
            sidecar.kill()
        for undo in sidecar.at_end:
            undo()
        if arguments.keep:
            print(f"left behind: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
