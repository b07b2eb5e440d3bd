"""What one would write instead of `interaction-check`: one Python process per core, the same rules for the orders of
the bench's feed, the same guarantees. Prints one line of JSON at its end, and no figure when what went in is not what
came out."""

import argparse
import ctypes
import json
import multiprocessing
import os
import resource
import signal
import sys
import time
from pathlib import Path

from confluent_kafka import Consumer, TopicPartition

from worker import work

RULES = Path(__file__).resolve().parents[3] / "Services/InteractionCheck/Knowledge"


class Counts(ctypes.Structure):
    """In memory that all processes share; each writes its own."""

    _fields_ = [(name, ctypes.c_int64) for name in ("read", "published", "repeats", "ready", "failed", "microseconds", "peak_kib")]


class Progress:
    """The file that the bench reads: always as many bytes, so that one write replaces the other."""

    def __init__(self, path: str | None):
        self.file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600) if path else None

    def write(self, read: int, settled: int) -> None:
        if self.file is not None:
            os.pwrite(self.file, f"{read:016d} {settled:016d}".encode(), 0)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--from", dest="source", required=True, help="the topic with orders")
    parser.add_argument("--to", dest="target", required=True, help="the topic for alerts")
    parser.add_argument("--store", required=True, help="a folder for the SQLite files")
    parser.add_argument("--group", default="titrate-peer")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--rules", default=str(RULES), help="the folder with the interaction rules")
    parser.add_argument("--count", type=int, default=0, help="records to work on; 0: until stopped")
    parser.add_argument("--from-beginning", action="store_true", help="not from the topic's end")
    parser.add_argument("--progress", help="a file for the counts")
    return parser.parse_args()


def end(chosen: argparse.Namespace, topic: str) -> int:
    consumer = Consumer({"bootstrap.servers": chosen.bootstrap, "group.id": "titrate-peer-ends"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    total = sum(consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1] for p in partitions)
    consumer.close()
    return total


def processor_microseconds() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int((usage.ru_utime + usage.ru_stime) * 1e6)


def run(number: int, chosen: argparse.Namespace, shared, stopping) -> None:
    counts = shared[number]

    def note(what: str) -> None:
        # What the start of an interpreter costs is no part of a record's cost.
        counts.microseconds = -processor_microseconds()
        setattr(counts, what, 1)

    work(chosen, number, counts, note, stopping)
    counts.microseconds += processor_microseconds()
    counts.peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    chosen = options()
    Path(chosen.store).mkdir(parents=True, exist_ok=True)
    before = end(chosen, chosen.target)
    context = multiprocessing.get_context("spawn")
    shared = context.Array(Counts, chosen.processes, lock=False)
    stopping = context.Value(ctypes.c_bool, False, lock=False)
    processes = [context.Process(target=run, args=(i, chosen, shared, stopping)) for i in range(chosen.processes)]
    for process in processes:
        process.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: setattr(stopping, "value", True))

    def total(name: str) -> int:
        return sum(getattr(counts, name) for counts in shared)

    while total("ready") < chosen.processes and not total("failed"):
        time.sleep(0.01)
    progress = Progress(chosen.progress)
    began = None
    while not stopping.value and not total("failed"):
        read = total("read")
        progress.write(read, total("published"))
        if read and began is None:
            began = time.monotonic()
        if chosen.count and read >= chosen.count:
            break
        time.sleep(0.005)
    ended = time.monotonic()
    stopping.value = True
    for process in processes:
        process.join()
    read, published, written = total("read"), total("published"), end(chosen, chosen.target) - before
    progress.write(read, published)
    if total("failed") or any(process.exitcode for process in processes):
        print("no figure: a worker failed", file=sys.stderr)
        return 1
    if written != published or (chosen.count and read != chosen.count):
        print(f"no figure: {read} read, {published} acknowledged, {written} written", file=sys.stderr)
        return 1
    seconds = ended - (began or ended)
    print(json.dumps({
        "program": "peer", "broker": chosen.bootstrap, "recordsIn": read, "outputsAcknowledged": published,
        "seconds": round(seconds, 3), "recordsPerSecond": round(read / seconds) if seconds else 0,
        "microsecondsPerRecord": round(total("microseconds") / max(1, read), 2),
        "peakKiB": total("peak_kib"), "processes": chosen.processes, "repeats": total("repeats"),
        "store": "SQLite, journal_mode=WAL, synchronous=NORMAL, wal_autocheckpoint=4096; one transaction per batch",
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
