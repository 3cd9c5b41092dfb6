"""How long a stranger may take, and how much may be held for them. Seconds and bytes."""

import resource
from dataclasses import dataclass

FIRST_BYTE_SECONDS = 10.0  # from the opening to the first byte
HEAD_SECONDS = 10.0  # from the first byte to the end of the head
REST_SECONDS = 75.0  # between two requests on one connection: longer than proxies keep them
BODY_SECONDS = 60.0  # a whole body at a door for machines
UPLOAD_SECONDS = 3_600.0  # a whole body of somebody who has signed in
LEAST_RATE = 1_024.0  # bytes a second of a body that comes, and of an answer that goes
PATIENCE_SECONDS = 15.0  # how long somebody may be slower
LINGER_SECONDS = 2.0  # to take a refusal in before the connection is closed
STOPPING_SECONDS = 20.0  # for requests under way when the server stops
RETRY_SECONDS = 2  # what somebody is told who comes when all is taken

MOST_HEAD = 32 * 1024
MOST_PIPELINED = 16  # requests on one connection that wait for the one before
MOST_WAITING = 256  # whole requests that wait for a thread
IN_MEMORY = 512 * 1024  # of one body; the rest goes to the data folder's tmp
ALL_IN_MEMORY = 64 * 1024 * 1024  # of all bodies that are still coming
MOST_HELD = 4 * 1024 * 1024 * 1024  # of all bodies, on disk too

MOST_CONNECTIONS = 4_096
LEAST_CONNECTIONS = 64
# Open files: what the product holds at rest, and what each of its threads may (two stores of
# SQLite with their logs, a cursor's spill, a call to a provider).
FILES_AT_REST, FILES_A_THREAD = 96, 8


@dataclass(frozen=True, slots=True)
class Room:
    """How many connections there is room for, in all and for one address."""

    connections: int
    of_one_address: int

    @classmethod
    def within(cls, files: int, *, threads: int, is_proxied: bool) -> "Room":
        """What `files` open files leave beside `threads`. Behind a proxy all have one address."""
        free = files - files_needed(threads)
        connections = max(LEAST_CONNECTIONS, min(MOST_CONNECTIONS, free))
        return cls(connections, connections if is_proxied else connections // 2)


def files_needed(threads: int) -> int:
    """Open files beside the connections."""
    return FILES_AT_REST + FILES_A_THREAD * threads


def raise_open_files() -> int:
    """Ask for as many open files as this account may have; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS * 4
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
        return max(soft, most)
    return wanted if soft == resource.RLIM_INFINITY else soft
