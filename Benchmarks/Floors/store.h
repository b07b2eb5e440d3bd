// The rows that `interaction-check` writes, in its own tables, and nothing that decides what they say.
#ifndef STORE_H
#define STORE_H

#include "floors.h"

struct sqlite3;
struct sqlite3_stmt;

// A patient within one batch: read once, written once.
struct patient {
    const char *id;
    size_t id_length;
    uint8_t *document;
    size_t document_length;
    // The ledger: ids seen with their content, and the last revision of each entity.
    uint32_t seen_count, heard_count;
    struct seen {
        uint64_t id, content;
    } *seen;
    struct heard {
        uint64_t entity;
        uint32_t revision;
    } *heard;
    bool is_new;
};

enum { SEEN_LIMIT = 64, HEARD_LIMIT = 512, STATEMENTS = 12 };

struct store {
    struct sqlite3 *database;
    struct sqlite3_stmt *statements[STATEMENTS];
    // Memory of the batch, given back at its end.
    uint8_t *arena;
    size_t arena_used, arena_size;
    // Patients of the batch, found by the hash of their id.
    struct patient *patients;
    int *slots;
    int patient_count;
    size_t profile_bytes;
};

void open_store(struct store *store, const char *path, long cache_kib, size_t profile_bytes);
void begin_batch(struct store *store);
// The patient as the store has it, or a new one with a profile of the usual size.
struct patient *find_patient(struct store *store, const char *id, size_t length);
// False when the event was seen before, or an equal or later revision of its entity.
bool note_event(struct patient *patient, uint64_t id, uint64_t content, uint64_t entity, uint32_t revision);
// Changes the profile as an order does.
void change_profile(struct patient *patient, const uint8_t *value, size_t length);
// The revision that the announcement of that entity gets; its row is read and written.
int64_t announce(struct store *store, const char *entity, const char *topic, const struct patient *patient,
                 uint64_t substance);
// Returns the row's number; 0 when there is nothing to announce.
int64_t add_outbox(struct store *store, const uint8_t *records, size_t length);
void set_input_offset(struct store *store, const char *topic, int partition, int64_t next);
void set_output_offset(struct store *store, const char *topic, int partition, int64_t next);
void delete_outbox(struct store *store, int64_t through);
void commit_batch(struct store *store);
int64_t rows_of(struct store *store, const char *table);
void close_store(struct store *store);
uint64_t hash_bytes(const void *bytes, size_t length);

#endif
