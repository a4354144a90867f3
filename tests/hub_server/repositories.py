"""What the hub keeps: repositories with branches and commits, and large files apart."""

import base64
import hashlib
import json
from dataclasses import dataclass, field

LFS_FROM = 10_000_000
"""Bytes from which a file is a large one; graphs of ONNX are so at any size, as .gitattributes of the hub has it."""


@dataclass(frozen=True)
class Entry:
    """A file in a commit; `lfs` is the SHA-256 of a large one, whose bytes are kept apart."""

    size: int
    oid: str
    data: bytes | None = None
    lfs: str | None = None


@dataclass
class Repository:
    kind: str
    name: str
    private: bool = False
    sdk: str | None = None
    branches: dict[str, str] = field(default_factory=dict)
    commits: dict[str, dict[str, Entry]] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.commit("main", {}, "initial commit")

    def commit(self, branch, tree, message):
        parent = self.branches.get(branch, "")
        content = json.dumps([parent, message, sorted((path, entry.oid) for path, entry in tree.items())])
        sha = hashlib.sha1(content.encode()).hexdigest()  # noqa: S324
        self.commits[sha] = tree
        self.messages[sha] = message
        self.branches[branch] = sha
        return sha

    def find(self, revision):
        """The commit that a branch or a commit's own name means, or None."""
        sha = self.branches.get(revision, revision)
        return sha if sha in self.commits else None

    def tree(self, revision="main"):
        return self.commits[self.find(revision)]


def git_oid(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324


def pointer_oid(sha256, size):
    return git_oid(f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode())


def upload_mode(path, size):
    return "lfs" if size >= LFS_FROM or path.endswith(".onnx") else "regular"


def apply(tree, lines, large):
    """The tree after the operations of a commit, in the form of /commit: one JSON object a line."""
    tree, message = dict(tree), ""
    for line in lines:
        key, value = line["key"], line["value"]
        if key == "header":
            message = value["summary"]
        elif key == "file":
            data = base64.b64decode(value["content"])
            tree[value["path"]] = Entry(len(data), git_oid(data), data)
        elif key == "lfsFile":
            if len(large[value["oid"]]) != value["size"]:
                raise ValueError(f"{value['path']} has another size than was said")
            oid = pointer_oid(value["oid"], value["size"])
            tree[value["path"]] = Entry(value["size"], oid, lfs=value["oid"])
        elif key == "deletedFile":
            del tree[value["path"]]
        else:
            raise ValueError(f"operation {key} is not known")
    return tree, message
