// Copies a topic to another: what is left of a service when its work is taken away.
#include "floors.h"

#include <stdlib.h>
#include <string.h>

enum { FLIGHTS = 64 };
static const double commit_pause_seconds = 0.005;

// A batch on its way: read, produced, not acknowledged yet.
struct flight {
    long outstanding;
    int64_t records;
    int64_t next[MAX_PARTITIONS];
};

struct course {
    struct relay *relay;
    struct input input;
    rd_kafka_t *producer;
    rd_kafka_queue_t *commits;
    struct flight *flights;
    size_t first, used;
    int64_t committed[MAX_PARTITIONS], acknowledged[MAX_PARTITIONS];
    // Acknowledged; of these, in a commit under way; committed.
    int64_t done, committing;
    bool commit_under_way;
    double committed_at;
};

static void note_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer;
    (void)opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) die("not delivered: %s", rd_kafka_err2str(message->err));
    ((struct flight *)message->_private)->outstanding--;
}

static void forward(struct course *course, rd_kafka_message_t *message, struct flight *flight) {
    rd_kafka_headers_t *headers = NULL, *copy = NULL;
    if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) copy = rd_kafka_headers_copy(headers);
    rd_kafka_resp_err_t error;
    while ((error = rd_kafka_producev(
                course->producer, RD_KAFKA_V_TOPIC(course->relay->to), RD_KAFKA_V_PARTITION(message->partition),
                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(message->key, message->key_len),
                RD_KAFKA_V_VALUE(message->payload, message->len), RD_KAFKA_V_HEADERS(copy),
                RD_KAFKA_V_OPAQUE(flight), RD_KAFKA_V_END)) == RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(course->producer, 5);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("cannot produce: %s", rd_kafka_err2str(error));
    flight->outstanding++;
}

static void note_commit(rd_kafka_t *client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t *list,
                        void *opaque) {
    (void)client;
    (void)list;
    struct course *course = opaque;
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("offsets not committed: %s", rd_kafka_err2str(error));
    course->relay->settled = course->committing;
    course->commit_under_way = false;
    write_progress(&course->relay->progress, course->relay->read, course->relay->settled);
}

static void commit(struct course *course) {
    const double now = now_seconds();
    if (course->commit_under_way || course->done == course->relay->settled ||
        now - course->committed_at < commit_pause_seconds)
        return;
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(course->input.partitions);
    for (int i = 0; i < course->input.partitions; i++) {
        if (course->acknowledged[i] == course->committed[i]) continue;
        course->committed[i] = course->acknowledged[i];
        rd_kafka_topic_partition_list_add(list, course->relay->from, i)->offset = course->acknowledged[i];
    }
    course->committing = course->done;
    course->committed_at = now;
    course->commit_under_way = true;
    const rd_kafka_resp_err_t error =
        rd_kafka_commit_queue(course->input.client, list, course->commits, note_commit, course);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("cannot commit: %s", rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(list);
}

// Takes in what was acknowledged, in the order in which it was read.
static void retire(struct course *course) {
    rd_kafka_poll(course->producer, 0);
    rd_kafka_poll(course->input.client, 0);
    rd_kafka_queue_poll_callback(course->commits, 0);
    while (course->used > 0) {
        struct flight *oldest = &course->flights[course->first];
        if (oldest->outstanding > 0) break;
        memcpy(course->acknowledged, oldest->next, sizeof oldest->next);
        course->done += oldest->records;
        course->first = (course->first + 1) % FLIGHTS;
        course->used--;
    }
    commit(course);
}

static void copy_batch(struct course *course) {
    rd_kafka_message_t *batch[BATCH_RECORDS];
    struct relay *relay = course->relay;
    const int wait = course->done < relay->read || course->done > relay->settled ? 1 : 50;
    const long left = relay->count == 0 ? BATCH_RECORDS : relay->count - (long)relay->read;
    const size_t limit = left < BATCH_RECORDS ? (size_t)left : BATCH_RECORDS;
    const size_t count = read_batch(&course->input, batch, limit, wait);
    if (count == 0) return;
    if (relay->read == 0) start_watch(&relay->watch);
    struct flight *flight = &course->flights[(course->first + course->used) % FLIGHTS];
    flight->outstanding = 0;
    flight->records = (int64_t)count;
    course->used++;
    for (size_t i = 0; i < count; i++) {
        forward(course, batch[i], flight);
        rd_kafka_message_destroy(batch[i]);
    }
    memcpy(flight->next, course->input.next, sizeof flight->next);
    relay->read += (int64_t)count;
    write_progress(&relay->progress, relay->read, relay->settled);
}

void run_relay(struct relay *relay) {
    struct course course = {.relay = relay, .flights = must_alloc(FLIGHTS * sizeof(struct flight))};
    open_input(&course.input, relay->bootstrap, relay->group, relay->from, relay->from_beginning);
    course.producer = open_producer(relay->bootstrap, note_delivery);
    course.commits = rd_kafka_queue_new(course.input.client);
    const int outputs = partition_count(course.producer, relay->to);
    if (outputs != course.input.partitions) die("%s and %s differ in partitions", relay->from, relay->to);
    memcpy(course.committed, course.input.next, sizeof course.committed);
    const int64_t before = topic_end(course.producer, relay->to);
    open_progress(&relay->progress, relay->progress_path);
    relay->ready = true;
    while (!stopping() && (relay->count == 0 || relay->settled < relay->count)) {
        if (course.used < FLIGHTS && (relay->count == 0 || relay->read < relay->count)) {
            copy_batch(&course);
        } else {
            rd_kafka_poll(course.producer, 1);
        }
        retire(&course);
    }
    while (relay->settled < relay->read) {
        rd_kafka_poll(course.producer, 1);
        retire(&course);
    }
    if (relay->read > 0) stop_watch(&relay->watch);
    const int64_t written = topic_end(course.producer, relay->to) - before;
    if (written != relay->read)
        die("%lld records went in and %lld came out", (long long)relay->read, (long long)written);
    close_producer(course.producer);
    rd_kafka_queue_destroy(course.commits);
    close_input(&course.input);
    free(course.flights);
}
