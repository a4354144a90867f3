"""The hub's HTTP side.

What it answers follows huggingface_hub 2.4 (hf_api.py, _commit_api.py, lfs.py, file_download.py) and the git-lfs batch
API. Large files come from another host (another port, here), to which /resolve/ redirects as the real hub does.
"""

import contextlib
import hashlib
import json
import re
import socket
import socketserver
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from hub_server.repositories import Repository, apply, upload_mode

KINDS = {"models": "model", "spaces": "space"}


@dataclass(frozen=True)
class Seen:
    """A request, as it came."""

    method: str
    path: str
    token: str | None
    range: str | None
    sent: int


class RefusalError(Exception):
    def __init__(self, status, code="", message=""):
        super().__init__(message or code)
        self.status, self.code, self.message = status, code, message


class Hub:
    """Use as a context manager; `tokens` maps each token to its user and to whether it may write."""

    def __init__(self, tokens=None):
        self.tokens = {"hf_writer": ("writer", True), "hf_reader": ("writer", False)} if tokens is None else tokens
        self.repositories = {}
        self.large = {}
        self.log = []
        self._cuts = {}
        self._failures = {}
        self._lock = threading.Lock()
        self._servers = []
        self.url = self.cdn = None

    def __enter__(self):
        self.url, self.cdn = self._serve(), self._serve()
        return self

    def _serve(self):
        server = _Server(("127.0.0.1", 0), _Handler)
        server.hub = self
        self._servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Be gone from the network."""
        while self._servers:
            server = self._servers.pop()
            server.shutdown()
            server.server_close()
            server.hang_up()

    def environment(self, home, token="hf_writer"):  # noqa: S107
        """Variables with which huggingface_hub talks to this hub, with its cache and tokens under `home`.

        hf_xet speaks to a storage service of its own, which is not here; without it the client takes LFS and HTTP.
        """
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_TOKEN": token or "",
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_OFFLINE": "0",
            "NO_PROXY": "127.0.0.1",
        }

    def seen(self, method, pattern):
        return [one for one in self.log if one.method == method and re.search(pattern, one.path)]

    def cut(self, pattern, after, times=1):
        """Close the connection after so many bytes of the body of answers to GET."""
        self._cuts[pattern] = [after, times]

    def fail(self, pattern, status, times=1):
        """Answer with an error status."""
        self._failures[pattern] = [status, times]

    def take(self, faults, path):
        with self._lock:
            for pattern, fault in faults.items():
                if fault[1] and re.search(pattern, path):
                    fault[1] -= 1
                    return fault[0]
        return None

    def note(self, seen):
        with self._lock:
            self.log.append(seen)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: Hub

    def __init__(self, address, handler):
        self._open = set()
        super().__init__(address, handler)

    def process_request(self, request, client_address):
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        super().shutdown_request(request)
        self._open.discard(request)

    def handle_error(self, request, client_address):
        # A visitor who hangs up is no fault of the hub; anything else is, and is shown.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self):
        """Close the connections that clients keep open."""
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def server_bind(self):
        # The base class asks the name service who it is, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle_any(self):
        self.body = self._read()
        self.path_only = unquote(urlsplit(self.path).path)
        self.query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ") or None
        hub = self.server.hub
        hub.note(Seen(self.command, self.path, token, self.headers.get("Range"), len(self.body)))
        try:
            if status := hub.take(hub._failures, self.path):
                raise RefusalError(status, message="the hub is not well")
            for method, pattern, answer in ROUTES:
                if method == self.command and (match := re.fullmatch(pattern, self.path_only)):
                    return answer(self, hub, token, **match.groupdict())
            raise RefusalError(404, message=f"no route for {self.command} {self.path_only}")
        except RefusalError as refusal:
            headers = {"X-Error-Code": refusal.code, "X-Error-Message": refusal.message or refusal.code}
            return self.reply({"error": refusal.message or refusal.code}, refusal.status, headers)

    do_GET = do_HEAD = do_POST = do_PUT = handle_any  # noqa: N815

    def _read(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def reply(self, value, status=200, headers=None):
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, content in {"Content-Type": "application/json", **(headers or {})}.items():
            if content:
                self.send_header(name, content)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_bytes(self, data, headers):
        """A file, or the part of it that is asked for (RFC 9110, section 14)."""
        first, status, total = 0, 200, len(data)
        if match := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or ""):
            first, status = int(match[1]), 206
            headers = headers | {"Content-Range": f"bytes {first}-{total - 1}/{total}"}
        self.send_response(status)
        for name, content in headers.items():
            self.send_header(name, content)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(total - first))
        self.end_headers()
        if self.command == "HEAD":
            return
        cut = self.server.hub.take(self.server.hub._cuts, self.path)
        self.wfile.write(data[first:] if cut is None else data[first : first + cut])
        if cut is not None:
            self.close_connection = True


def _user(hub, token, *, write=False):
    if token is None or token not in hub.tokens:
        raise RefusalError(
            401, message="Invalid credentials in Authorization header" if token else "Invalid username or password."
        )
    user, may_write = hub.tokens[token]
    if write and not may_write:
        raise RefusalError(403, message="Forbidden: your token has no right to write")
    return user


def _repository(hub, token, kind, name, *, write=False):
    """The repository, if it is there and the token may see it; the hub hides a private one as if it were not."""
    if token is not None:
        _user(hub, token)
    repository = hub.repositories.get((kind, name))
    if repository is None or (repository.private and token not in hub.tokens):
        raise RefusalError(404 if token in hub.tokens else 401, "RepoNotFound", "Repository not found")
    if write and _user(hub, token, write=True) != name.split("/")[0]:
        raise RefusalError(403, message="Forbidden: this is not your namespace")
    return repository


def _commit_of(repository, revision):
    sha = repository.find(revision)
    if sha is None:
        raise RefusalError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
    return sha


def whoami(handler, hub, token):
    handler.reply({"type": "user", "name": _user(hub, token), "orgs": []})


def create(handler, hub, token):
    asked = json.loads(handler.body)
    user = _user(hub, token, write=True)
    owner = asked.get("organization") or user
    if owner != user:
        raise RefusalError(403, message=f"Forbidden: you may not create a repository under {owner}")
    kind, name = asked.get("type", "model"), f"{owner}/{asked['name']}"
    if kind == "space" and not asked.get("sdk"):
        raise RefusalError(400, message="a Space needs an sdk")
    url = f"{hub.url}/{'spaces/' if kind == 'space' else ''}{name}"
    if (kind, name) in hub.repositories:
        return handler.reply({"error": "You already created this repo", "url": url}, 409)
    private = asked.get("private") or asked.get("visibility") == "private"
    hub.repositories[kind, name] = Repository(kind, name, bool(private), asked.get("sdk"))
    return handler.reply({"url": url, "name": name, "id": name})


def validate_yaml(handler, hub, token):
    content = json.loads(handler.body)["content"]
    if not content.startswith("---\n"):
        return handler.reply({"errors": [], "warnings": [{"message": "empty or missing yaml metadata in repo card"}]})
    return handler.reply({"errors": [], "warnings": []})


def info(handler, hub, token, kinds, name, revision="main"):
    repository = _repository(hub, token, KINDS[kinds], name)
    sha = _commit_of(repository, revision)
    files = [{"rfilename": path} for path in sorted(repository.commits[sha])]
    handler.reply({"_id": name, "id": name, "sha": sha, "private": repository.private, "siblings": files, "tags": []})


def tree(handler, hub, token, kinds, name, revision):
    repository = _repository(hub, token, KINDS[kinds], name)
    entries = []
    for path, entry in sorted(repository.commits[_commit_of(repository, revision)].items()):
        large = {"lfs": {"oid": entry.lfs, "size": entry.size, "pointerSize": 130}} if entry.lfs else {}
        entries.append({"type": "file", "path": path, "size": entry.size, "oid": entry.oid, **large})
    handler.reply(entries)


def branch(handler, hub, token, kinds, name, revision):
    repository = _repository(hub, token, KINDS[kinds], name, write=True)
    if revision in repository.branches:
        raise RefusalError(409, message="Reference already exists")
    repository.branches[revision] = repository.branches["main"]
    handler.reply({}, 200)


def preupload(handler, hub, token, kinds, name, revision):
    repository = _repository(hub, token, KINDS[kinds], name, write=True)
    there = repository.commits[_commit_of(repository, revision)]
    answers = [
        {
            "path": file["path"],
            "uploadMode": upload_mode(file["path"], file["size"]),
            "shouldIgnore": False,
            "oid": there[file["path"]].lfs or there[file["path"]].oid if file["path"] in there else None,
        }
        for file in json.loads(handler.body)["files"]
    ]
    handler.reply({"files": answers})


def commit(handler, hub, token, kinds, name, revision):
    repository = _repository(hub, token, KINDS[kinds], name, write=True)
    _commit_of(repository, revision)
    lines = [json.loads(line) for line in handler.body.splitlines() if line]
    try:
        files, message = apply(repository.tree(revision), lines, hub.large)
    except (KeyError, ValueError) as error:
        raise RefusalError(400, message=f"the commit cannot be made: {error!r}") from None
    sha = repository.commit(revision, files, message)
    prefix = "spaces/" if kinds == "spaces" else ""
    handler.reply({"success": True, "commitOid": sha, "commitUrl": f"{hub.url}/{prefix}{name}/commit/{sha}"})


def batch(handler, hub, token, name, space=None):
    _repository(hub, token, "space" if space else "model", name, write=True)
    objects = []
    for one in json.loads(handler.body)["objects"]:
        upload = {"upload": {"href": f"{hub.cdn}/cdn/{one['oid']}?signed=1"}}
        objects.append(one if one["oid"] in hub.large else one | {"actions": upload})
    handler.reply({"transfer": "basic", "objects": objects})


def store(handler, hub, token, oid):
    if hashlib.sha256(handler.body).hexdigest() != oid:
        raise RefusalError(400, message="the bytes are not those that were announced")
    hub.large[oid] = handler.body
    handler.reply({})


def serve_large(handler, hub, token, oid):
    handler.send_bytes(hub.large[oid], {"ETag": f'"{oid}"', "Content-Type": "application/octet-stream"})


def resolve(handler, hub, token, name, revision, path, space=None):
    repository = _repository(hub, token, "space" if space else "model", name)
    sha = _commit_of(repository, revision)
    entry = repository.commits[sha].get(path)
    if entry is None:
        raise RefusalError(404, "EntryNotFound", "Entry not found")
    headers = {"X-Repo-Commit": sha, "ETag": f'"{entry.oid}"'}
    if entry.lfs is None:
        return handler.send_bytes(entry.data, headers | {"Content-Type": "text/plain"})
    headers = {"X-Repo-Commit": sha, "X-Linked-Etag": f'"{entry.lfs}"', "X-Linked-Size": str(entry.size)}
    return handler.reply({}, 302, headers | {"Location": f"{hub.cdn}/cdn/{entry.lfs}"})


REPOSITORY = r"/api/(?P<kinds>models|spaces)/(?P<name>[^/]+/[^/]+)"
FILES = r"/(?P<space>spaces/)?(?P<name>[^/]+/[^/]+)"
ROUTES = [
    ("GET", "/api/whoami-v2", whoami),
    ("POST", "/api/repos/create", create),
    ("POST", "/api/validate-yaml", validate_yaml),
    ("GET", REPOSITORY, info),
    ("GET", REPOSITORY + r"/revision/(?P<revision>.+)", info),
    ("GET", REPOSITORY + r"/tree/(?P<revision>[^/]+)/?", tree),
    ("POST", REPOSITORY + r"/branch/(?P<revision>.+)", branch),
    ("POST", REPOSITORY + r"/preupload/(?P<revision>.+)", preupload),
    ("POST", REPOSITORY + r"/commit/(?P<revision>.+)", commit),
    ("POST", FILES + r"\.git/info/lfs/objects/batch", batch),
    ("PUT", r"/cdn/(?P<oid>[0-9a-f]{64})", store),
    ("GET", r"/cdn/(?P<oid>[0-9a-f]{64})", serve_large),
    ("HEAD", r"/cdn/(?P<oid>[0-9a-f]{64})", serve_large),
    ("GET", FILES + r"/resolve/(?P<revision>[^/]+)/(?P<path>.+)", resolve),
    ("HEAD", FILES + r"/resolve/(?P<revision>[^/]+)/(?P<path>.+)", resolve),
]
