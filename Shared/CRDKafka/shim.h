/// librdkafka for Swift: the library's own headers, plus what Swift cannot call as it stands.
#ifndef TITRATE_CRDKAFKA_SHIM_H
#define TITRATE_CRDKAFKA_SHIM_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/// `rd_kafka_produceva` with one record: its arguments are built by C macros that Swift does not see.
///
/// A null `value` or `key` is Kafka's null; an empty one is a pointer to anything with the length 0. Both are copied.
/// `headers` (may be NULL) belong to librdkafka once the call succeeded, to the caller when it failed.
static inline rd_kafka_resp_err_t titrate_produce(
    rd_kafka_t *handle, const char *topic, int32_t partition, const void *key, size_t key_length, const void *value,
    size_t value_length, rd_kafka_headers_t *headers, void *opaque) {
    rd_kafka_vu_t arguments[7];
    size_t count = 0;
    arguments[count].vtype = RD_KAFKA_VTYPE_TOPIC;
    arguments[count++].u.cstr = topic;
    arguments[count].vtype = RD_KAFKA_VTYPE_PARTITION;
    arguments[count++].u.i32 = partition;
    arguments[count].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    arguments[count++].u.i = RD_KAFKA_MSG_F_COPY;
    arguments[count].vtype = RD_KAFKA_VTYPE_KEY;
    arguments[count].u.mem.ptr = (void *)key;
    arguments[count++].u.mem.size = key_length;
    arguments[count].vtype = RD_KAFKA_VTYPE_VALUE;
    arguments[count].u.mem.ptr = (void *)value;
    arguments[count++].u.mem.size = value_length;
    arguments[count].vtype = RD_KAFKA_VTYPE_OPAQUE;
    arguments[count++].u.ptr = opaque;
    if (headers) {
        arguments[count].vtype = RD_KAFKA_VTYPE_HEADERS;
        arguments[count++].u.headers = headers;
    }
    rd_kafka_error_t *error = rd_kafka_produceva(handle, arguments, count);
    if (!error) return RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    rd_kafka_error_destroy(error);
    return code;
}

#endif
