"""What attacks have in common: a process of its own, the requests that it sends, and how they are answered."""

import collections
import http.client
import json
import multiprocessing
import queue
import threading
import time

import sidecar

#: Attackers come from an address of their own, so that the server can tell them from the customer beside them.
ADDRESS = ("127.0.0.2", 0)
#: How long an attacker waits for one response.
PATIENCE = 60
#: What a request that means to be an attack is never answered with: it would be none.
POINTLESS = (401, 403, 404, 405)

_fork = multiprocessing.get_context("fork")


class Attack:
    """One kind of attack. `prepare` sets it up, and `work` is called again and again by each of the workers."""

    name = ""
    workers = 4
    #: Statuses that show that an attack never took place.
    pointless = POINTLESS

    def __init__(self, place):
        self.place = place

    def prepare(self):
        """Makes what the attack needs, before anybody looks."""

    def begin(self):
        """Called once in the attack's own process, before its workers."""

    def work(self, sender):
        """Sends one request, or a few."""
        raise NotImplementedError

    def check(self, tally):
        """What the responses, by status, must show of the defence beside that others were not disturbed."""

    def settle(self):
        """Takes away what would disturb the attacks that follow."""


class Peace(Attack):
    """Nothing at all: what the machine can do without an attack."""

    name = "peace"
    pointless = ()

    def work(self, sender):
        sender.tally["pause"] += 1
        time.sleep(0.5)


class Sender:
    """Sends requests of one worker over one connection that is kept alive, and counts the responses by status."""

    def __init__(self, place, number=0):
        self.place = place
        self.number = number
        self.tally = collections.Counter()
        self.connection = None
        self.body = b""

    def send(self, method, path, body=None, headers=None):
        """One request over TCP; returns its status, or 0 where the connection ended. The body is in `body` then."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.place.port, timeout=PATIENCE, source_address=ADDRESS
            )
        try:
            self.connection.request(method, path, body, headers or {})
            response = self.connection.getresponse()
            self.body, status = response.read(), response.status
        except (OSError, http.client.HTTPException):
            self.close()
            self.body, status = b"", 0
        self.tally[status] += 1
        return status

    def scim(self, method, path, body=None):
        """A request of the hostile provider. `body` is bytes that are ready, or something to be encoded."""
        token, base = self.place.token(HOSTILE)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/scim+json"}
        return self.send(method, base + path, encoded(body), headers)

    def api(self, method, path, body=None):
        """A request of the hostile client of the management API."""
        headers = {"Authorization": f"Bearer {self.place.hostile_client}", "Content-Type": "application/json"}
        return self.send(method, f"/api/v2{path}", encoded(body), headers)

    @property
    def json(self):
        return json.loads(self.body)

    def need(self, status):
        """What was prepared must be there."""
        last = self.body[:300].decode(errors="replace")
        sidecar.expect(status in (200, 201, 204), f"an attack cannot be prepared: {status} {last}")
        return self

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


#: The connection of the hostile provider.
HOSTILE = "globex-entra"


def encoded(body):
    return body if body is None or isinstance(body, bytes) else json.dumps(body).encode()


class Assault:
    """An attack under way, in a process of its own, so that it takes nothing from the customer's client."""

    def __init__(self, attack):
        self.attack = attack
        self.tallies = _fork.Queue()
        self.stopping = _fork.Event()
        self.process = _fork.Process(target=self.run, daemon=True)

    def start(self):
        self.process.start()
        return self

    def run(self):
        self.attack.begin()
        threads = [threading.Thread(target=self.go, args=(number,)) for number in range(self.attack.workers)]
        for thread in threads:
            thread.daemon = True
            thread.start()
        for thread in threads:
            thread.join()

    def go(self, number):
        sender = Sender(self.attack.place, number)
        error = None
        while not self.stopping.is_set() and error is None:
            before = sender.tally.copy()
            try:
                self.attack.work(sender)
            except Exception as failure:  # noqa: BLE001 - reported by the scenario
                error = f"{type(failure).__name__}: {failure}"
            self.tallies.put((sender.tally - before, error))

    def stop(self, seconds=2):
        """Ends it, with what is under way, and returns the responses by status."""
        self.stopping.set()
        self.process.join(seconds)
        tally, errors = collections.Counter(), []
        try:
            while True:
                counted, error = self.tallies.get(timeout=0.1)
                tally += counted
                errors += [error] if error else []
        except queue.Empty:
            pass
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        sidecar.expect(not errors, f"the attack itself failed: {errors[:1]}")
        return tally
