"""A SCIM client over one kept-alive HTTP connection, as an identity provider's connector has it."""

import http.client
import json
import time
from urllib.parse import quote, urlencode, urlsplit


class Unexpected(Exception):
    """The server answered otherwise than the step needs; says what was sent, expected and received."""

    def __init__(self, method, path, expected, status, body):
        self.status = status
        self.body = body
        wanted = " or ".join(str(code) for code in expected)
        super().__init__(f"{method} {path}: expected {wanted}, got {status}: {body[:500].decode(errors='replace')}")

    @property
    def error(self):
        """The SCIM error body, or an empty object."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """Talks to one connection's SCIM base URL with its bearer token."""

    def __init__(self, base, token, media_type="application/scim+json", flag=None, timeout=60):
        address = urlsplit(base)
        self.prefix = address.path.rstrip("/")
        self.token = token
        self.media_type = media_type
        # Entra ID appends the query of the tenant URL, such as `aadOptscim062020`, to every request.
        self.flag = flag
        self.requests = 0
        make = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self.connection = make(address.hostname, address.port, timeout=timeout)

    def close(self):
        self.connection.close()

    def target(self, path, query):
        """`path` is relative to the base URL, its identifiers already escaped by `resource`."""
        parts = [urlencode(query, quote_via=quote)] if query else []
        if self.flag:
            parts.append(self.flag)
        return self.prefix + path + ("?" + "&".join(parts) if parts else "")

    def call(self, method, path, body=None, /, *, expect=(200,), **query):
        """Sends one request; waits and repeats on 429, as providers do. Raises `Unexpected` for other statuses."""
        target = self.target(path, query)
        payload = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Accept": self.media_type}
        if payload is not None:
            headers["Content-Type"] = self.media_type
        while True:
            answer = self.exchange(method, target, payload, headers)
            if answer.status != 429:
                break
            time.sleep(int(answer.headers.get("Retry-After", "1")))
        if answer.status not in expect:
            raise Unexpected(method, target, expect, answer.status, answer.body)
        return answer

    def exchange(self, method, target, payload, headers):
        self.requests += 1
        self.connection.request(method, target, payload, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read())

    def find(self, collection, attribute, value, quoted=True, **query):
        """The one resource whose attribute equals the value, or None."""
        literal = json.dumps(value, ensure_ascii=False) if quoted else value
        listing = self.call("GET", collection, filter=f"{attribute} eq {literal}", **query).json
        if listing["totalResults"] == 0:
            return None
        if listing["totalResults"] != 1:
            raise ValueError(f"{collection} has {listing['totalResults']} resources with {attribute} {value}")
        return listing["Resources"][0]

    def pages(self, collection, count=100, **query):
        """Every resource of a collection, page by page."""
        start = 1
        while True:
            page = self.call("GET", collection, startIndex=start, count=count, **query).json
            resources = page.get("Resources", [])
            yield from resources
            start += len(resources)
            if not resources or start > page["totalResults"]:
                return


def resource(collection, identifier):
    """The path of one resource; user ids hold `|` and `@`, which need escaping."""
    return f"{collection}/{quote(identifier, safe='')}"


def patch(*operations):
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}
