"""A proxy that breaks one rule: what lies between it and the server is real, and only one thing is wrong."""

import http.client
import http.server
import json
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, urlencode

HOP_BY_HOP = {"connection", "content-length", "transfer-encoding", "date", "keep-alive"}


class Message:
    """What requests and answers have in common: headers whose names have any case, and a body that may be JSON."""

    headers: dict
    body: bytes

    @property
    def json(self):
        """The body, or an empty object where there is none or it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @json.setter
    def json(self, value):
        self.body = json.dumps(value).encode()

    def header(self, name):
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    def without(self, *names):
        dropped = {name.lower() for name in names}
        self.headers = {key: value for key, value in self.headers.items() if key.lower() not in dropped}


@dataclass
class Request(Message):
    method: str
    target: str
    headers: dict
    body: bytes = b""

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @query.setter
    def query(self, pairs):
        self.target = self.path + ("?" + urlencode(pairs, quote_via=quote) if pairs else "")

    def copy(self, **changes):
        return Request(**({"method": self.method, "target": self.target, "headers": dict(self.headers), "body": self.body} | changes))

    @property
    def operations(self):
        """Those of a PATCH; of anything else none."""
        return self.json.get("Operations", []) if self.method == "PATCH" else []


@dataclass
class Answer(Message):
    status: int
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @property
    def is_resource(self):
        return self.status in (200, 201) and "id" in self.json

    @property
    def resources(self):
        """The resources in it, whether it is one, a list of them, or none."""
        body = self.json if self.status in (200, 201) else {}
        return [body] if "id" in body else body.get("Resources", [])


class Proxy(http.server.ThreadingHTTPServer):
    """Listens on a port of its own; `rule` takes a request and what forwards it, and returns the answer."""

    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = port
        self.rule = lambda request, forward: forward(request)
        #: Whether the rule has changed anything, and what went wrong in it.
        self.fired = False
        self.failure = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def break_rule(self, rule):
        self.rule, self.fired, self.failure = rule, False, None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        self.upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)
        self.upstream.connect()
        self.upstream.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def finish(self):
        self.upstream.close()
        super().finish()

    def exchange(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        request = Request(self.command, self.path, headers, body)
        sent = []

        def forward(request):
            answer = self.forward(request)
            sent.append((request.copy(), Answer(answer.status, dict(answer.headers), answer.body)))
            return answer

        given = request.copy()
        try:
            answer = self.server.rule(request, forward)
        except Exception as failure:  # noqa: BLE001 - reported by the scenario
            self.server.failure = failure
            answer = Answer(500)
        if sent != [(given, answer)]:
            self.server.fired = True
        self.reply(answer)

    def forward(self, request):
        self.upstream.request(request.method, request.target, request.body or None, request.headers)
        response = self.upstream.getresponse()
        headers = {name: value for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP}
        return Answer(response.status, headers, response.read())

    def reply(self, answer):
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status not in (204, 304) or answer.body:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = exchange
