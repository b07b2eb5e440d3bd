// Kafka clients with the settings of the suite's own, so that only what is done with them differs.
#include "floors.h"

#include <stdio.h>
#include <string.h>

struct setting {
    const char *name, *value;
};

static rd_kafka_conf_t *configuration(const char *bootstrap, const struct setting *settings, size_t count) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char problem[512];
    if (rd_kafka_conf_set(conf, "bootstrap.servers", bootstrap, problem, sizeof problem) != RD_KAFKA_CONF_OK)
        die("%s", problem);
    for (size_t i = 0; i < count; i++)
        if (rd_kafka_conf_set(conf, settings[i].name, settings[i].value, problem, sizeof problem) != RD_KAFKA_CONF_OK)
            die("%s", problem);
    return conf;
}

static rd_kafka_t *open_client(rd_kafka_type_t type, rd_kafka_conf_t *conf) {
    char problem[512];
    rd_kafka_t *client = rd_kafka_new(type, conf, problem, sizeof problem);
    if (client == NULL) die("%s", problem);
    return client;
}

rd_kafka_t *open_consumer(const char *bootstrap, const char *group) {
    const struct setting settings[] = {
        {"group.id", group},
        {"enable.auto.commit", "false"},
        {"enable.auto.offset.store", "false"},
        {"auto.offset.reset", "error"},
        {"fetch.wait.max.ms", "5"},
        {"queued.max.messages.kbytes", "65536"},
    };
    return open_client(RD_KAFKA_CONSUMER, configuration(bootstrap, settings, sizeof settings / sizeof *settings));
}

rd_kafka_t *open_producer(const char *bootstrap,
                          void (*report)(rd_kafka_t *, const rd_kafka_message_t *, void *)) {
    const struct setting settings[] = {
        {"enable.idempotence", "true"},
        {"acks", "all"},
        {"linger.ms", "1"},
        {"message.timeout.ms", "30000"},
    };
    rd_kafka_conf_t *conf = configuration(bootstrap, settings, sizeof settings / sizeof *settings);
    rd_kafka_conf_set_dr_msg_cb(conf, report);
    return open_client(RD_KAFKA_PRODUCER, conf);
}

int partition_count(rd_kafka_t *client, const char *topic) {
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    const struct rd_kafka_metadata *metadata;
    const rd_kafka_resp_err_t error = rd_kafka_metadata(client, 0, handle, &metadata, 10000);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("%s: %s", topic, rd_kafka_err2str(error));
    const int count = metadata->topic_cnt == 1 ? metadata->topics[0].partition_cnt : 0;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
    if (count < 1 || count > MAX_PARTITIONS) die("%s has %d partitions", topic, count);
    return count;
}

static void watermarks(rd_kafka_t *client, const char *topic, int partition, int64_t *low, int64_t *high) {
    const rd_kafka_resp_err_t error = rd_kafka_query_watermark_offsets(client, topic, partition, low, high, 10000);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("%s: %s", topic, rd_kafka_err2str(error));
}

int64_t topic_end(rd_kafka_t *client, const char *topic) {
    int64_t sum = 0, low, high;
    const int count = partition_count(client, topic);
    for (int i = 0; i < count; i++) {
        watermarks(client, topic, i, &low, &high);
        sum += high;
    }
    return sum;
}

void close_producer(rd_kafka_t *producer) {
    if (rd_kafka_flush(producer, 10000) != RD_KAFKA_RESP_ERR_NO_ERROR) die("records are left unsent");
    rd_kafka_destroy(producer);
}

void open_input(struct input *input, const char *bootstrap, const char *group, const char *topic, bool from_beginning) {
    memset(input, 0, sizeof *input);
    input->client = open_consumer(bootstrap, group);
    input->topic = topic;
    input->partitions = partition_count(input->client, topic);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(input->partitions);
    for (int i = 0; i < input->partitions; i++) {
        int64_t low, high;
        watermarks(input->client, topic, i, &low, &high);
        // A log that has lost its beginning is no ground for a count.
        if (from_beginning && low != 0) die("%s partition %d begins at %lld", topic, i, (long long)low);
        input->begin[i] = input->next[i] = from_beginning ? 0 : high;
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = input->next[i];
    }
    const rd_kafka_resp_err_t error = rd_kafka_assign(input->client, list);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) die("%s: %s", topic, rd_kafka_err2str(error));
    rd_kafka_topic_partition_list_destroy(list);
    input->queue = rd_kafka_queue_get_consumer(input->client);
}

size_t read_batch(struct input *input, rd_kafka_message_t **batch, size_t limit, int wait_ms) {
    // The batch call waits until the batch is full; waiting for one record first keeps latency out of it.
    batch[0] = rd_kafka_consume_queue(input->queue, wait_ms);
    if (batch[0] == NULL) return 0;
    const ssize_t more = rd_kafka_consume_batch_queue(input->queue, 0, batch + 1, limit - 1);
    const size_t count = 1 + (more > 0 ? (size_t)more : 0);
    for (size_t i = 0; i < count; i++) {
        const rd_kafka_message_t *message = batch[i];
        if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR)
            die("%s: %s", input->topic, rd_kafka_message_errstr(message));
        const int32_t partition = message->partition;
        if (partition < 0 || partition >= input->partitions) die("%s grew while it was read", input->topic);
        if (message->offset != input->next[partition])
            die("%s partition %d goes on at %lld, not at %lld: records were dropped", input->topic, partition,
                (long long)message->offset, (long long)input->next[partition]);
        input->next[partition]++;
    }
    return count;
}

void close_input(struct input *input) {
    rd_kafka_queue_destroy(input->queue);
    rd_kafka_consumer_close(input->client);
    rd_kafka_destroy(input->client);
}
