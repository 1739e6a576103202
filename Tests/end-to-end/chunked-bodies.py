#!/usr/bin/env python3
"""Clients that do not know their body's length beforehand are answered: Python's http.client, curl, Node where it is."""

import contextlib
import json
import shutil
import subprocess

import sidecar
from sidecar import API, SocketConnection, expect, expect_equal

QUESTION = json.dumps(
    {
        "subject": {"type": "user", "id": "okta|acme-okta|nobody"},
        "action": {"name": "read:invoices"},
        "resource": {"type": "api", "id": API},
    }
)
#: What each client is to print of the answer.
WANTED = "unknown_subject"

NODE = """
const http = require('http')
const [socketPath, body] = process.argv.slice(1)
const headers = { 'Content-Type': 'application/json' }
const request = http.request({ socketPath, path: '/access/v1/evaluation', method: 'POST', headers }, response => {
  response.setEncoding('utf8')
  response.on('data', piece => process.stdout.write(piece))
})
for (const piece of body.match(/.{1,7}/g)) request.write(piece)
request.end()
"""


def python(place):
    connection = SocketConnection(place.socket)
    with contextlib.closing(connection):
        for pieces in ([QUESTION.encode()], [QUESTION[at : at + 1].encode() for at in range(len(QUESTION))]):
            headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
            connection.request("POST", "/access/v1/evaluation", iter(pieces), headers, encode_chunked=True)
            response = connection.getresponse()
            answer = response.read().decode()
            expect_equal("the status of http.client's request", 200, response.status)
    return answer


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def curl(place):
    options = ("-sS", "--unix-socket", place.socket, "-H", "Content-Type: application/json", "-d", QUESTION)
    return run("curl", *options, "-H", "Transfer-Encoding: chunked", "http://rollcall/access/v1/evaluation")


def node(place):
    return run("node", "-e", NODE, place.socket, QUESTION)


def refuse_both_framings(place):
    connection = SocketConnection(place.socket)
    with contextlib.closing(connection):
        headers = {"Transfer-Encoding": "chunked", "Content-Length": str(len(QUESTION))}
        connection.request("POST", "/access/v1/evaluation", QUESTION, headers)
        expect_equal("the status of a request with two framings", 400, connection.getresponse().status)


def play(place):
    place.start()
    clients = [python, curl] + [node] * bool(shutil.which("node"))
    for client in clients:
        answer = client(place)
        expect(WANTED in answer, f"{client.__name__} got {answer!r}")
    refuse_both_framings(place)
    print(f"bodies in chunks of {', '.join(client.__name__ for client in clients)} are answered")


sidecar.scenario(play)
