"""Compares the alerts of two topics by what they say: cause, patient, rule and change. Ends with 1 when they differ."""

import argparse
import sys
from collections import Counter

import orjson
from confluent_kafka import Consumer, TopicPartition


def alerts(bootstrap: str, topic: str) -> Counter:
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "titrate-peer-compare"})
    places, goals = [], {}
    for partition in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
        if high > low:
            places.append(TopicPartition(topic, partition, low))
            goals[partition] = high
    consumer.assign(places)
    found: Counter = Counter()
    while goals:
        for message in consumer.consume(1000, timeout=1):
            if message.error():
                raise RuntimeError(message.error())
            headers = dict(message.headers())
            alert = orjson.loads(message.value())
            found[(headers["ce_causationid"], alert["patientId"], alert["rule"]["id"], headers["ce_type"])] += 1
            if message.offset() + 1 >= goals.get(message.partition(), sys.maxsize):
                del goals[message.partition()]
    consumer.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("topics", nargs=2)
    chosen = parser.parse_args()
    left, right = (alerts(chosen.bootstrap, topic) for topic in chosen.topics)
    print(f"{left.total()} and {right.total()} alerts, {(left & right).total()} in both")
    return 0 if left == right else 1


if __name__ == "__main__":
    sys.exit(main())
