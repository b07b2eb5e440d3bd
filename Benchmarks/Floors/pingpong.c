// A bare ping-pong: records go through as many topics as the suite has between a hospital's event and its alert, and
// are copied from one to the next by nothing but a loop each.
//
// With a count it sends records at a steady rate and says how long they took; without, it only copies.
#include "floors.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TOPICS = 16, VALUE_BYTES = 1024 };

static struct {
    const char *bootstrap, *topics, *group, *progress_path;
    long count, rate, warm_up;
} options = {.group = "titrate-pingpong", .progress_path = "", .rate = 1000, .warm_up = 500};

struct ping {
    int64_t number;
    double sent;
};

struct sender {
    const char *topic;
    int partitions;
    long count;
};

static volatile int64_t deliveries;

static void note_delivery(rd_kafka_t *producer, const rd_kafka_message_t *message, void *opaque) {
    (void)producer;
    (void)opaque;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) die("not delivered: %s", rd_kafka_err2str(message->err));
    deliveries++;
}

static void *relay_records(void *relay) {
    run_relay(relay);
    return NULL;
}

static void sleep_until(double moment) {
    const double left = moment - now_seconds();
    if (left <= 0) return;
    const struct timespec pause = {.tv_sec = (time_t)left, .tv_nsec = (long)((left - (double)(time_t)left) * 1e9)};
    nanosleep(&pause, NULL);
}

static void *send_records(void *argument) {
    const struct sender *sender = argument;
    rd_kafka_t *producer = open_producer(options.bootstrap, note_delivery);
    uint8_t value[VALUE_BYTES];
    memset(value, 'v', sizeof value);
    const double began = now_seconds();
    for (int64_t i = 0; i < sender->count; i++) {
        // Never waits for an answer: a slow one must not thin out the load.
        sleep_until(began + (double)i / (double)options.rate);
        const struct ping ping = {i, now_seconds()};
        memcpy(value, &ping, sizeof ping);
        const rd_kafka_resp_err_t error = rd_kafka_producev(
            producer, RD_KAFKA_V_TOPIC(sender->topic), RD_KAFKA_V_PARTITION((int32_t)(i % sender->partitions)),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(value, sizeof value), RD_KAFKA_V_END);
        if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("cannot produce: %s", rd_kafka_err2str(error));
        rd_kafka_poll(producer, 0);
    }
    close_producer(producer);
    return NULL;
}

static int by_size(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double percentile(const double *sorted, long count, double share) {
    long rank = (long)(share * (double)count + 0.999999);
    if (rank < 1) rank = 1;
    return sorted[(rank > count ? count : rank) - 1];
}

// Reads the last topic until all have arrived, each once, and returns how long each took, in milliseconds.
static double *follow(struct input *input, long count) {
    double *took = must_alloc((size_t)count * sizeof *took);
    rd_kafka_message_t *batch[BATCH_RECORDS];
    double last = now_seconds();
    for (long arrived = 0; arrived < count;) {
        const size_t found = read_batch(input, batch, BATCH_RECORDS, 50);
        const double now = now_seconds();
        if (found > 0) last = now;
        if (now - last > 30) die("%ld of %ld records arrived", arrived, count);
        for (size_t i = 0; i < found; i++) {
            struct ping ping;
            if (batch[i]->len != VALUE_BYTES) die("a record is not ours");
            memcpy(&ping, batch[i]->payload, sizeof ping);
            if (ping.number < 0 || ping.number >= count || took[ping.number] != 0) die("a record came twice");
            took[ping.number] = (now - ping.sent) * 1000;
            rd_kafka_message_destroy(batch[i]);
        }
        arrived += (long)found;
    }
    return took;
}

static int split_topics(char *text, const char **topics) {
    int count = 0;
    char *rest = NULL;
    for (char *name = strtok_r(text, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        if (count == MAX_TOPICS) die("too many topics");
        topics[count++] = name;
    }
    if (count < 2) die("--topics takes two or more, separated by commas");
    return count;
}

static void measure(const char *const *topics, int topic_count) {
    struct input input;
    char group[128];
    snprintf(group, sizeof group, "%s-end", options.group);
    open_input(&input, options.bootstrap, group, topics[topic_count - 1], false);
    struct sender sender = {topics[0], input.partitions, options.warm_up + options.count};
    struct stopwatch watch;
    pthread_t thread;
    start_watch(&watch);
    if (pthread_create(&thread, NULL, send_records, &sender) != 0) die("no thread");
    double *took = follow(&input, sender.count);
    stop_watch(&watch);
    pthread_join(thread, NULL);
    if (deliveries != sender.count) die("%lld of %ld records were acknowledged", (long long)deliveries, sender.count);
    double *measured = took + options.warm_up;
    qsort(measured, (size_t)options.count, sizeof *measured, by_size);
    char more[256];
    snprintf(more, sizeof more, ",\"hops\":%d,\"rate\":%ld,\"p50Milliseconds\":%.3f,\"p99Milliseconds\":%.3f,\"maxMilliseconds\":%.3f",
             topic_count, options.rate, percentile(measured, options.count, 0.5),
             percentile(measured, options.count, 0.99), measured[options.count - 1]);
    print_report("pingpong", options.bootstrap, sender.count, deliveries, &watch, more);
    free(took);
    close_input(&input);
}

int main(int argc, char **argv) {
    const struct option_spec specs[] = {
        {"bootstrap", &options.bootstrap, NULL, "Kafka, HOST:PORT"},
        {"topics", &options.topics, NULL, "topics to go through, separated by commas"},
        {"group", &options.group, NULL, "the beginning of the consumer groups' names"},
        {"count", NULL, &options.count, "records to send; 0: send none and copy until stopped"},
        {"rate", NULL, &options.rate, "records a second"},
        {"warm-up", NULL, &options.warm_up, "records sent before those that are measured"},
        {"progress", &options.progress_path, NULL, "a file for the counts of the last copying"},
    };
    read_options(argc, argv, specs, sizeof specs / sizeof *specs);
    if (options.rate < 1) die("--rate is 1 or more");
    stop_on_signals();
    char *text = strdup(options.topics);
    const char *topics[MAX_TOPICS];
    const int count = split_topics(text, topics);
    struct relay relays[MAX_TOPICS] = {0};
    char groups[MAX_TOPICS][128];
    pthread_t threads[MAX_TOPICS];
    for (int i = 0; i + 1 < count; i++) {
        snprintf(groups[i], sizeof groups[i], "%s-%d", options.group, i);
        relays[i] = (struct relay){.bootstrap = options.bootstrap, .group = groups[i], .from = topics[i],
                                   .to = topics[i + 1], .progress_path = i + 2 == count ? options.progress_path : ""};
        if (pthread_create(&threads[i], NULL, relay_records, &relays[i]) != 0) die("no thread");
        // The last to be ready tells that all are.
        while (!relays[i].ready) usleep(1000);
    }
    if (options.count > 0) {
        measure(topics, count);
        raise(SIGTERM);
    }
    for (int i = 0; i + 1 < count; i++) pthread_join(threads[i], NULL);
    free(text);
    return 0;
}
