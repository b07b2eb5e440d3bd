// What the comparison programs share: options, Kafka clients, progress and the report.
#ifndef FLOORS_H
#define FLOORS_H

#include <librdkafka/rdkafka.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MAX_PARTITIONS = 256, BATCH_RECORDS = 1000 };

// MARK: Ends

// Says why there is no figure, and ends the program with a failure.
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
// True once the program was asked to stop.
bool stopping(void);
void stop_on_signals(void);
void *must_alloc(size_t bytes);

// MARK: Options

struct option_spec {
    const char *name;
    // One of the two is set.
    const char **text;
    long *number;
    const char *help;
};
// Reads `--name value`; an option whose text is still NULL afterwards is missing.
void read_options(int argc, char **argv, const struct option_spec *specs, size_t count);

// MARK: Kafka

rd_kafka_t *open_consumer(const char *bootstrap, const char *group);
// `report` is called for each delivery, within `rd_kafka_poll`.
rd_kafka_t *open_producer(const char *bootstrap,
                          void (*report)(rd_kafka_t *, const rd_kafka_message_t *, void *));
int partition_count(rd_kafka_t *client, const char *topic);
// How many records were ever written to the topic.
int64_t topic_end(rd_kafka_t *client, const char *topic);
void close_producer(rd_kafka_t *producer);

// All partitions of one topic, read without a group's rebalances: a comparison has one reader.
struct input {
    rd_kafka_t *client;
    rd_kafka_queue_t *queue;
    const char *topic;
    int partitions;
    int64_t begin[MAX_PARTITIONS];
    int64_t next[MAX_PARTITIONS];
};
void open_input(struct input *input, const char *bootstrap, const char *group, const char *topic, bool from_beginning);
// Waits that long for a first record and takes what has come with it; the caller destroys the records. Ends the
// program when an offset is missing: the log has dropped records then.
size_t read_batch(struct input *input, rd_kafka_message_t **batch, size_t limit, int wait_ms);
void close_input(struct input *input);

// MARK: Figures

// Counts that the bench reads while the program runs: a file of always as many bytes.
struct progress {
    int file;
    int64_t read, settled;
};
void open_progress(struct progress *progress, const char *path);
void write_progress(struct progress *progress, int64_t read, int64_t settled);

struct stopwatch {
    double began, cpu_began, ended, cpu_ended;
};
double now_seconds(void);
void start_watch(struct stopwatch *watch);
void stop_watch(struct stopwatch *watch);
long peak_rss_kib(void);
// One line of JSON; `more` are further members, each with a comma in front.
void print_report(const char *program, const char *bootstrap, int64_t records, int64_t outputs,
                  const struct stopwatch *watch, const char *more);

// MARK: Relaying

struct relay {
    const char *bootstrap, *group, *from, *to;
    bool from_beginning;
    // 0: until it is asked to stop.
    long count;
    // Where the counts are written from the moment the input is assigned; empty: nowhere.
    const char *progress_path;
    struct progress progress;
    struct stopwatch watch;
    int64_t read, settled;
    // Set once the input is assigned.
    volatile bool ready;
};
// Copies a topic to another: acknowledged by all in-sync replicas, then the offsets committed.
void run_relay(struct relay *relay);

#endif
