"""One process with its share of the partitions: reads a batch, announces, commits."""

import signal
import time
from pathlib import Path

import orjson
from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition

import profile as patients
from rules import Rules
from store import Store

BATCH_RECORDS = 1000
COMMIT_PAUSE_SECONDS = 1


class Worker:
    """Outputs are acknowledged before the transaction is committed that holds their cause: after a crash a batch is
    worked on again and says the same again, under the same ids, and nothing is lost."""

    def __init__(self, options, number: int, counts, note):
        self.options, self.counts, self.note = options, counts, note
        self.rules = Rules(Path(options.rules))
        self.store = Store(Path(options.store) / f"worker-{number}.sqlite")
        self.producer = Producer({
            "bootstrap.servers": options.bootstrap, "enable.idempotence": True, "acks": "all", "linger.ms": 1,
        })
        self.consumer = Consumer({
            "bootstrap.servers": options.bootstrap, "group.id": options.group, "enable.auto.commit": False,
            "auto.offset.reset": "error", "fetch.wait.max.ms": 5, "queued.max.messages.kbytes": 65536,
        })
        self.next = self._places(number)
        self.consumer.assign([TopicPartition(options.source, p, o) for p, o in self.next.items()])
        self.committed_at = time.monotonic()
        self.failure = None
        self.acknowledged = 0

    def _places(self, number: int) -> dict[int, int]:
        topic = self.options.source
        count = len(self.consumer.list_topics(topic, timeout=10).topics[topic].partitions)
        stored = self.store.offsets()
        places = {}
        for partition in range(number, count, self.options.processes):
            low, high = self.consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
            begin = low if self.options.from_beginning else high
            places[partition] = stored.get(partition, begin)
        return places

    def run(self, is_stopping) -> None:
        self.note("ready")
        while not is_stopping():
            first = self.consumer.poll(0.05)
            if first is None:
                continue
            self._work([first, *self.consumer.consume(BATCH_RECORDS - 1, timeout=0)])
        self._commit_offsets(always=True)
        self.consumer.close()
        self.store.close()

    def _work(self, messages: list[Message]) -> None:
        profiles: dict[str, dict] = {}
        self.store.begin()
        before = self.acknowledged
        produced = 0
        for message in messages:
            if message.error():
                raise KafkaException(message.error())
            partition, offset = message.partition(), message.offset()
            if offset != self.next[partition]:
                raise RuntimeError(f"partition {partition} goes on at {offset}: records were dropped")
            self.next[partition] = offset + 1
            produced += self._apply(message, profiles)
        self.producer.flush()
        if self.failure or self.acknowledged - before != produced:
            raise RuntimeError(f"not all outputs are acknowledged: {self.failure}")
        self.store.write(profiles, self.next)
        self.store.commit()
        self.counts.read += len(messages)
        self.counts.published += produced
        self._commit_offsets()

    def _apply(self, message: Message, profiles: dict[str, dict]) -> int:
        order = orjson.loads(message.value())
        patient = order["patientId"]
        profile = profiles.get(patient)
        if profile is None:
            profile = self.store.profile(patient) or patients.new_profile()
        if not patients.take(profile, order, self.rules):
            self.counts.repeats += 1
            return 0
        profiles[patient] = profile
        # Most medicines are spoken of by no rule: nothing can have changed then.
        if not self.rules.classes_of([i.get("rxNormCode") for i in order["medication"]["ingredients"]]):
            return 0
        headers = dict(message.headers())
        cause = headers["ce_id"].decode()
        events = patients.judge(profile, patient, _text(message.timestamp()[1]), self.rules)
        for kind, entity, revision, payload in events:
            self._announce(message, headers, cause, kind, entity, revision, payload)
        return len(events)

    def _announce(self, message, headers, cause, kind, entity, revision, payload) -> None:
        self.producer.produce(
            self.options.target, key=message.key(), partition=message.partition(), value=orjson.dumps(payload),
            headers=[
                ("ce_specversion", b"1.0"), ("ce_id", patients.event_id(cause, entity, revision)),
                ("ce_source", "urn:titrate:peer"), ("ce_type", kind), ("ce_time", payload["updatedAt"]),
                ("ce_subject", payload["patientId"]), ("ce_correlationid", headers["ce_correlationid"]),
                ("ce_causationid", cause), ("ce_entityid", entity), ("ce_revision", str(revision)),
                ("content-type", "application/json"),
            ],
            on_delivery=self._delivered,
        )
        self.producer.poll(0)

    def _delivered(self, error, message) -> None:
        if error:
            self.failure = error
        else:
            self.acknowledged += 1

    def _commit_offsets(self, always: bool = False) -> None:
        """Tells others of the lag; what counts stands in the store."""
        if always or time.monotonic() - self.committed_at >= COMMIT_PAUSE_SECONDS:
            self.committed_at = time.monotonic()
            places = [TopicPartition(self.options.source, p, o) for p, o in self.next.items()]
            self.consumer.commit(offsets=places, asynchronous=not always)


def work(options, number: int, counts, note, stopping) -> None:
    """The course of one process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        Worker(options, number, counts, note).run(lambda: stopping.value)
    except BaseException:
        note("failed")
        raise


def _text(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest:03}Z"
