"""The PostgreSQL server of the tests: found, installed where it is missing, and started.

``python tests/postgres.py`` prints where its programs are; with ``--install`` Debian's packages are
installed with apt-get first where that is possible (as root), else what to do is printed, and the
exit code is 1 where CI is set; elsewhere the tests are skipped.

A server is started for the tests alone, in a folder of its own, on a free port of 127.0.0.1 and a
socket in that folder, by a user without rights (it does not run as root), and without care for
power cuts. It ends when whoever started it ends, in whatever way.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import debian_packages

__all__ = ["HOW_TO", "PASSWORD", "Server", "find", "install", "main", "started"]

HOW_TO = (
    "no PostgreSQL with PostGIS was found, and the tests of stores on a server need one. Install "
    "it:\n"
    "  Debian, Ubuntu: sudo apt-get update && sudo apt-get install postgresql-postgis\n"
    "  Fedora:         sudo dnf install postgresql-server postgis\n"
    "  macOS:          brew install postgis\n"
    "  anywhere else:  set KORDON_POSTGRES to the folder with initdb and postgres"
)
#: Of everybody on the server of the tests: it must be nowhere in what Kordon says or writes.
PASSWORD = "Geheim:/@?#%&= 7"
#: Who owns the server, and who imports: a role without any rights but to make schemas.
OWNER, USER = "owner", "anna"
_DEBIAN = Path("/usr/lib/postgresql")
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_connections": "40",
    "shared_buffers": "32MB",
}


def find() -> Path | None:
    """The folder of the server's programs, None without PostGIS; KORDON_POSTGRES goes first."""
    told = os.environ.get("KORDON_POSTGRES")
    if told:
        return Path(told) if (Path(told) / "initdb").exists() else None
    newest = sorted(_DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    found = shutil.which("postgres")
    others = [Path(found).resolve().parent] if found else []
    return next((path for path in (*newest, *others) if _has_postgis(path)), None)


def _has_postgis(programs: Path) -> bool:
    above = programs.parent
    folders = (
        Path("/usr/share/postgresql") / above.name / "extension",
        above / "share" / "extension",
        above / "share" / "postgresql" / "extension",
        *above.glob("share/postgresql*/extension"),
    )
    return (programs / "initdb").exists() and any(
        (folder / "postgis.control").exists() for folder in folders
    )


def install() -> bool:
    """Install Debian's packages; False where that cannot be done from here."""
    return debian_packages.install("postgresql-postgis")


@dataclass
class Server:
    """A server that runs: in ``folder``, where its socket is, too, and on a port of 127.0.0.1."""

    folder: Path
    port: int
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def address(
        self,
        schema: str | None = None,
        *,
        database: str = "sightings",
        user: str = USER,
        password: str | None = PASSWORD,
    ) -> str:
        """The address of a store that is not there yet, unless a ``schema`` is named."""
        schema = schema or f"t{next(self._numbers)}"
        secret = "" if password is None else f":{quote(password, safe='')}"
        place = f"{user}{secret}@127.0.0.1:{self.port}"
        return f"postgresql://{place}/{database}?schema={schema}"

    def connection(self, *, database: str = "sightings", schema: str = "public") -> Any:
        """A connection of the owner of the server, in which each statement is by itself."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=PASSWORD, dbname=database,
            autocommit=True, options=f"-c search_path={schema}",
        )  # fmt: skip

    def run(self, *statements: str, **where: str) -> list[Any]:
        """Run statements as the owner of the server, one by one; the rows of the last.

        ``where``: as for `connection`.
        """
        with self.connection(**where) as connection:
            cursor = connection.cursor()
            for statement in statements:
                cursor.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def started(programs: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server with a database ``sightings`` (PostGIS, words in the order of a dictionary).

    ``settings`` go before those of the tests.
    """
    who = _who()
    # Short: the path of a socket has 107 letters at most.
    folder = Path(tempfile.mkdtemp(prefix="kordon-pg-", dir="/tmp" if os.name == "posix" else None))
    try:
        (folder / "password").write_text(PASSWORD, "utf-8")
        if who:
            for path in (folder, folder / "password"):
                shutil.chown(path, who["user"])
        words = [programs / "initdb", "-D", folder / "data", "-U", OWNER, "--no-sync",
                 "--no-locale", "--encoding=UTF8", "--auth=scram-sha-256", "--no-instructions",
                 f"--pwfile={folder / 'password'}"]  # fmt: skip
        done = subprocess.run(words, capture_output=True, text=True, cwd=folder, **who)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        given = _SETTINGS | dict(settings or {})
        options = [w for name, value in given.items() for w in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder,
                   *options]  # fmt: skip
        # Ends with the pipe, which ends with this process.
        script = '"$@" & cat > /dev/null; kill -INT $!; wait $!'
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(["sh", "-c", script, "sh", *command], stdin=subprocess.PIPE,
                             stdout=log, stderr=log, cwd=folder, **who) as process,
        ):  # fmt: skip
            server = Server(folder, port)
            try:
                _wait(server, process)
                server.run(
                    "CREATE DATABASE sightings TEMPLATE template0 ENCODING 'UTF8' "
                    "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'",
                    f"CREATE ROLE {USER} LOGIN PASSWORD '{PASSWORD}'",
                    f"GRANT CREATE ON DATABASE sightings TO {USER}",
                    database="postgres",
                )
                server.run("CREATE EXTENSION postgis")
                yield server
            finally:
                assert process.stdin is not None
                process.stdin.close()
                process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _who() -> dict[str, Any]:
    """As whom the server is run: it refuses to be root."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_name, "group": found.pw_gid, "extra_groups": []}
    raise RuntimeError("no user without rights is there to run a PostgreSQL server")


def _wait(server: Server, process: subprocess.Popen[bytes], most_s: float = 60) -> None:
    import psycopg

    until = time.monotonic() + most_s
    while True:
        try:
            server.run("SELECT 1", database="postgres")
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((server.folder / "log").read_text("utf-8", "replace")) from None
        time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """Print where the programs are; 1 when there are none."""
    path = find()
    told = os.environ.get("KORDON_POSTGRES")
    if path is None and told:
        print(f"KORDON_POSTGRES is {told!r}, and no initdb is there", file=sys.stderr)
        return 1
    if path is None and "--install" in arguments and install():
        path = find()
    if path is None:
        # Else those tests are skipped, and say why.
        print(HOW_TO, file=sys.stderr)
        return 1 if os.environ.get("CI") else 0
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
