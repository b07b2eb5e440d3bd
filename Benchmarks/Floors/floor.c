// The floor: what the durable job costs with nothing on top. A batch is read, the rows that `interaction-check` writes
// for it are written in one transaction, its outputs are produced; once they are acknowledged, their outbox row goes,
// together with the next batch, and the offsets are committed.
//
// It decides nothing: an output follows from every record whose value holds a given text.
#define _GNU_SOURCE
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLIGHTS = 8, OUTPUT_LIMIT = 16 * 1024, KEY_LIMIT = 256 };
static const double commit_pause_seconds = 1;

static struct {
    const char *bootstrap, *from, *to, *group, *store_path, *progress_path, *alert_on;
    long count, from_beginning, profile_bytes, output_bytes, cache_kib;
} options = {
    .group = "titrate-floor",
    .progress_path = "",
    .alert_on = "oxycodone",
    // As measured in a store and a topic that the bench's feed had filled.
    .profile_bytes = 3072,
    .output_bytes = 2200,
    // What twelve stores of SQLite's own default have together.
    .cache_kib = 24000,
};

// Outputs of one batch that are not acknowledged yet.
struct flight {
    long outstanding;
    int64_t outbox;
};

struct output {
    const rd_kafka_message_t *cause;
    const struct patient *patient;
    int64_t revision;
};

static struct input input;
static struct store store;
static rd_kafka_t *producer;
static struct progress progress;
static struct flight flights[FLIGHTS];
static size_t first_flight, flights_used;
static int64_t acknowledged_outbox, deleted_outbox;
static int64_t records_read, repeats, outputs_acknowledged;
static int64_t output_next[MAX_PARTITIONS];
static bool output_moved[MAX_PARTITIONS];
static uint8_t *outbox;
static size_t outbox_size;

static void note_delivery(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque) {
    (void)client;
    (void)opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) die("not delivered: %s", rd_kafka_err2str(message->err));
    ((struct flight *)message->_private)->outstanding--;
    outputs_acknowledged++;
    output_next[message->partition] = message->offset + 1;
    output_moved[message->partition] = true;
}

static uint64_t header_hash(rd_kafka_headers_t *headers, const char *name) {
    const void *value;
    size_t length;
    if (rd_kafka_header_get_last(headers, name, &value, &length) != RD_KAFKA_RESP_ERR_NO_ERROR)
        die("a record has no %s", name);
    return hash_bytes(value, length);
}

static uint32_t revision_of(rd_kafka_headers_t *headers) {
    const void *value;
    size_t length;
    if (rd_kafka_header_get_last(headers, "ce_revision", &value, &length) != RD_KAFKA_RESP_ERR_NO_ERROR)
        die("a record has no ce_revision");
    // librdkafka ends header values with a zero.
    return (uint32_t)strtoul(value, NULL, 10);
}

// True when an output follows.
static bool apply(const rd_kafka_message_t *message, struct output *output) {
    rd_kafka_headers_t *headers;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR || message->key == NULL ||
        message->key_len > KEY_LIMIT || message->payload == NULL)
        die("a record is no event");
    struct patient *patient = find_patient(&store, message->key, message->key_len);
    const uint64_t content = hash_bytes(message->payload, message->len);
    if (!note_event(patient, header_hash(headers, "ce_id"), content, header_hash(headers, "ce_entityid"),
                    revision_of(headers))) {
        repeats++;
        return false;
    }
    change_profile(patient, message->payload, message->len);
    if (memmem(message->payload, message->len, options.alert_on, strlen(options.alert_on)) == NULL) return false;
    char entity[512];
    snprintf(entity, sizeof entity, "interaction-check:baclofen-opioid:%.*s", (int)message->key_len,
             (const char *)message->key);
    *output = (struct output){message, patient, announce(&store, entity, options.to, patient, content)};
    return true;
}

static size_t output_text(const struct output *output, char *text) {
    const int length = snprintf(text, OUTPUT_LIMIT, "{\"patientId\":\"%.*s\",\"revision\":%lld,\"detail\":\"",
                                (int)output->patient->id_length, output->patient->id, (long long)output->revision);
    if (length < 0 || length >= OUTPUT_LIMIT) die("an output is too large");
    const size_t size = (size_t)options.output_bytes < (size_t)length + 2 ? (size_t)length + 2
                                                                         : (size_t)options.output_bytes;
    memset(text + length, 'd', size - (size_t)length - 2);
    memcpy(text + size - 2, "\"}", 2);
    return size;
}

// The outputs as the outbox keeps them: key and value with their lengths, and the headers.
static size_t fill_outbox(const struct output *outputs, size_t count) {
    const size_t most = count * (size_t)(OUTPUT_LIMIT + 2048);
    if (most > outbox_size) {
        free(outbox);
        outbox = must_alloc(most);
        outbox_size = most;
    }
    size_t used = 0;
    char text[OUTPUT_LIMIT];
    for (size_t i = 0; i < count; i++) {
        const uint32_t length = (uint32_t)output_text(&outputs[i], text);
        const uint32_t key_length = (uint32_t)outputs[i].patient->id_length;
        memcpy(outbox + used, &key_length, 4);
        memcpy(outbox + used + 4, &length, 4);
        memcpy(outbox + used + 8, outputs[i].patient->id, key_length);
        memcpy(outbox + used + 8 + key_length, text, length);
        used += 8 + key_length + length;
        rd_kafka_headers_t *headers;
        rd_kafka_message_headers(outputs[i].cause, &headers);
        const char *name;
        const void *value;
        size_t size;
        size_t room = 1500;
        for (size_t h = 0; rd_kafka_header_get_all(headers, h, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; h++) {
            const size_t named = strlen(name) + 1;
            if (named + size > room) die("headers are too large");
            memcpy(outbox + used, name, named);
            memcpy(outbox + used + named, value, size);
            used += named + size;
            room -= named + size;
        }
    }
    return used;
}

static void produce(const struct output *output, struct flight *flight) {
    char text[OUTPUT_LIMIT];
    const size_t length = output_text(output, text);
    rd_kafka_headers_t *headers;
    rd_kafka_message_headers(output->cause, &headers);
    rd_kafka_resp_err_t error;
    while ((error = rd_kafka_producev(
                producer, RD_KAFKA_V_TOPIC(options.to), RD_KAFKA_V_PARTITION(output->cause->partition),
                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                RD_KAFKA_V_KEY(output->patient->id, output->patient->id_length), RD_KAFKA_V_VALUE(text, length),
                RD_KAFKA_V_HEADERS(rd_kafka_headers_copy(headers)), RD_KAFKA_V_OPAQUE(flight), RD_KAFKA_V_END)) ==
           RD_KAFKA_RESP_ERR__QUEUE_FULL)
        rd_kafka_poll(producer, 5);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("cannot produce: %s", rd_kafka_err2str(error));
    flight->outstanding++;
}

static void take_acknowledgements(int wait_ms) {
    rd_kafka_poll(producer, wait_ms);
    while (flights_used > 0 && flights[first_flight].outstanding == 0) {
        acknowledged_outbox = flights[first_flight].outbox;
        first_flight = (first_flight + 1) % FLIGHTS;
        flights_used--;
    }
    write_progress(&progress, records_read, outputs_acknowledged);
}

// The log has them: they need not be sent again.
static void note_acknowledged(void) {
    if (acknowledged_outbox == deleted_outbox) return;
    delete_outbox(&store, acknowledged_outbox);
    deleted_outbox = acknowledged_outbox;
    for (int i = 0; i < input.partitions; i++) {
        if (output_moved[i]) set_output_offset(&store, options.to, i, output_next[i]);
        output_moved[i] = false;
    }
}

static void work_on(rd_kafka_message_t **batch, size_t count) {
    static struct output outputs[BATCH_RECORDS];
    size_t output_count = 0;
    bool touched[MAX_PARTITIONS] = {false};
    begin_batch(&store);
    note_acknowledged();
    for (size_t i = 0; i < count; i++) {
        touched[batch[i]->partition] = true;
        if (apply(batch[i], &outputs[output_count])) output_count++;
    }
    struct flight *flight = &flights[(first_flight + flights_used) % FLIGHTS];
    *flight = (struct flight){.outbox = add_outbox(&store, outbox, fill_outbox(outputs, output_count))};
    for (int i = 0; i < input.partitions; i++)
        if (touched[i]) set_input_offset(&store, options.from, i, input.next[i]);
    commit_batch(&store);
    for (size_t i = 0; i < output_count; i++) produce(&outputs[i], flight);
    if (output_count > 0) flights_used++;
    records_read += (int64_t)count;
}

// What counts stands in the store; this tells others of the lag, once a second, as the services do.
static void commit_offsets(double *committed_at) {
    if (now_seconds() - *committed_at < commit_pause_seconds) return;
    *committed_at = now_seconds();
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(input.partitions);
    for (int i = 0; i < input.partitions; i++)
        rd_kafka_topic_partition_list_add(list, options.from, i)->offset = input.next[i];
    const rd_kafka_resp_err_t error = rd_kafka_commit(input.client, list, 1);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("cannot commit: %s", rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(list);
}

static void settle(void) {
    while (flights_used > 0) take_acknowledgements(1);
    begin_batch(&store);
    note_acknowledged();
    commit_batch(&store);
}

static void run(struct stopwatch *watch) {
    double committed_at = now_seconds();
    rd_kafka_message_t *batch[BATCH_RECORDS];
    while (!stopping() && (options.count == 0 || records_read < options.count)) {
        take_acknowledgements(flights_used == FLIGHTS ? 1 : 0);
        if (flights_used == FLIGHTS) continue;
        const long left = options.count == 0 ? BATCH_RECORDS : options.count - (long)records_read;
        const size_t count =
            read_batch(&input, batch, left < BATCH_RECORDS ? (size_t)left : BATCH_RECORDS, flights_used > 0 ? 1 : 50);
        rd_kafka_poll(input.client, 0);
        if (count == 0) continue;
        if (records_read == 0) start_watch(watch);
        work_on(batch, count);
        for (size_t i = 0; i < count; i++) rd_kafka_message_destroy(batch[i]);
        commit_offsets(&committed_at);
    }
    settle();
    if (records_read > 0) stop_watch(watch);
}

int main(int argc, char **argv) {
    const struct option_spec specs[] = {
        {"bootstrap", &options.bootstrap, NULL, "Kafka, HOST:PORT"},
        {"from", &options.from, NULL, "the topic that is read"},
        {"to", &options.to, NULL, "the topic that is written"},
        {"store", &options.store_path, NULL, "the SQLite file, which must not exist yet"},
        {"group", &options.group, NULL, "the consumer group its offsets are committed for"},
        {"count", NULL, &options.count, "records to work on; 0: until stopped"},
        {"from-beginning", NULL, &options.from_beginning, "1: read the topic from its beginning, not from its end"},
        {"progress", &options.progress_path, NULL, "a file for the counts"},
        {"alert-on", &options.alert_on, NULL, "an output follows from each record that holds this text"},
        {"profile-bytes", NULL, &options.profile_bytes, "the size of a patient's document"},
        {"output-bytes", NULL, &options.output_bytes, "the size of an output's value"},
        {"cache-kib", NULL, &options.cache_kib, "SQLite's page cache"},
    };
    read_options(argc, argv, specs, sizeof specs / sizeof *specs);
    if (options.output_bytes > OUTPUT_LIMIT || options.profile_bytes < 1 || options.profile_bytes > 1 << 20)
        die("sizes are out of range");
    stop_on_signals();
    open_store(&store, options.store_path, options.cache_kib, (size_t)options.profile_bytes);
    open_input(&input, options.bootstrap, options.group, options.from, options.from_beginning != 0);
    producer = open_producer(options.bootstrap, note_delivery);
    if (partition_count(producer, options.to) != input.partitions) die("the topics differ in partitions");
    const int64_t before = topic_end(producer, options.to);
    open_progress(&progress, options.progress_path);
    struct stopwatch watch = {0};
    run(&watch);
    const int64_t written = topic_end(producer, options.to) - before;
    if (written != outputs_acknowledged)
        die("%lld outputs were acknowledged and %lld were written", (long long)outputs_acknowledged,
            (long long)written);
    if (rows_of(&store, "outbox") != 0) die("outputs are left in the outbox");
    char more[256];
    snprintf(more, sizeof more,
             ",\"repeats\":%lld,\"patients\":%lld,\"store\":\"SQLite, journal_mode=WAL, synchronous=NORMAL, wal_autocheckpoint=4096; one "
             "transaction per batch\"",
             (long long)repeats, (long long)rows_of(&store, "medicationProfile"));
    close_producer(producer);
    close_input(&input);
    close_store(&store);
    free(outbox);
    print_report("floor", options.bootstrap, records_read, outputs_acknowledged, &watch, more);
    return 0;
}
