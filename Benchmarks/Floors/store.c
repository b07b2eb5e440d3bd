#include "store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096 };

enum statement {
    READ_DOCUMENT,
    READ_LEDGER,
    WRITE_DOCUMENT,
    WRITE_LEDGER,
    READ_ANNOUNCED,
    WRITE_ANNOUNCED,
    WRITE_OUTBOX,
    DELETE_OUTBOX,
    WRITE_INPUT_OFFSET,
    WRITE_OUTPUT_OFFSET,
    BEGIN,
    COMMIT,
};

static const char *const statements[STATEMENTS] = {
    [READ_DOCUMENT] = "SELECT document FROM medicationProfile WHERE patientId = ?",
    [READ_LEDGER] = "SELECT ledger FROM patientLedger WHERE patientId = ?",
    [WRITE_DOCUMENT] = "INSERT INTO medicationProfile(patientId, document) VALUES(?, ?) "
                       "ON CONFLICT(patientId) DO UPDATE SET document = excluded.document",
    [WRITE_LEDGER] = "INSERT INTO patientLedger(patientId, ledger) VALUES(?, ?) "
                     "ON CONFLICT(patientId) DO UPDATE SET ledger = excluded.ledger",
    [READ_ANNOUNCED] = "SELECT revision FROM announced WHERE entityId = ?",
    [WRITE_ANNOUNCED] = "INSERT INTO announced(entityId, topic, patientId, revision, substance, isTerminal, withheld) "
                        "VALUES(?, ?, ?, ?, ?, 0, NULL) ON CONFLICT(entityId) DO UPDATE SET topic = excluded.topic, "
                        "patientId = excluded.patientId, revision = excluded.revision, "
                        "substance = excluded.substance, isTerminal = excluded.isTerminal, "
                        "withheld = excluded.withheld",
    [WRITE_OUTBOX] = "INSERT INTO outbox(records) VALUES(?)",
    [DELETE_OUTBOX] = "DELETE FROM outbox WHERE id <= ?",
    [WRITE_INPUT_OFFSET] = "INSERT INTO inputOffset(topic, nextOffset, processedThrough) VALUES(?, ?, ?) "
                           "ON CONFLICT(topic) DO UPDATE SET nextOffset = excluded.nextOffset, "
                           "processedThrough = excluded.processedThrough",
    [WRITE_OUTPUT_OFFSET] = "INSERT INTO outputOffset(topic, nextOffset) VALUES(?, ?) "
                            "ON CONFLICT(topic) DO UPDATE SET nextOffset = excluded.nextOffset",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
};

static const char schema[] =
    "CREATE TABLE inputOffset (topic TEXT NOT NULL PRIMARY KEY, nextOffset INTEGER NOT NULL CHECK (nextOffset >= 0), "
    "processedThrough INTEGER) STRICT, WITHOUT ROWID;"
    "CREATE TABLE outputOffset (topic TEXT NOT NULL PRIMARY KEY, nextOffset INTEGER NOT NULL CHECK (nextOffset >= 0)) "
    "STRICT, WITHOUT ROWID;"
    "CREATE TABLE patientLedger (patientId TEXT NOT NULL PRIMARY KEY, ledger BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE medicationProfile (patientId TEXT NOT NULL PRIMARY KEY, document BLOB NOT NULL) "
    "STRICT, WITHOUT ROWID;"
    "CREATE TABLE announced (entityId TEXT NOT NULL PRIMARY KEY, topic TEXT NOT NULL, patientId TEXT NOT NULL, "
    "revision INTEGER NOT NULL CHECK (revision > 0), substance INTEGER NOT NULL, "
    "isTerminal INTEGER NOT NULL CHECK (isTerminal IN (0, 1)), withheld BLOB) STRICT, WITHOUT ROWID;"
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, records BLOB NOT NULL) STRICT;";

static void check(struct store *store, bool holds) {
    if (!holds) die("SQLite: %s", sqlite3_errmsg(store->database));
}

static void run(struct store *store, const char *sql) {
    check(store, sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK);
}

void open_store(struct store *store, const char *path, long cache_kib, size_t profile_bytes) {
    memset(store, 0, sizeof *store);
    check(store, sqlite3_open(path, &store->database) == SQLITE_OK);
    // The durability of the services' own stores.
    run(store, "PRAGMA journal_mode = WAL");
    run(store, "PRAGMA synchronous = NORMAL");
    run(store, "PRAGMA wal_autocheckpoint = 4096");
    run(store, "PRAGMA cell_size_check = ON");
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA cache_size = -%ld", cache_kib);
    run(store, sql);
    run(store, schema);
    for (int i = 0; i < STATEMENTS; i++)
        check(store, sqlite3_prepare_v3(store->database, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                                        &store->statements[i], NULL) == SQLITE_OK);
    store->profile_bytes = profile_bytes;
    // What a batch of the largest profiles and ledgers can take.
    store->arena_size =
        BATCH_RECORDS * (profile_bytes + SEEN_LIMIT * sizeof(struct seen) + HEARD_LIMIT * sizeof(struct heard) + 64);
    store->arena = must_alloc(store->arena_size);
    store->patients = must_alloc(BATCH_RECORDS * sizeof *store->patients);
    store->slots = must_alloc(SLOTS * sizeof *store->slots);
}

static void *take(struct store *store, size_t bytes) {
    const size_t rounded = (bytes + 15) & ~(size_t)15;
    if (store->arena_used + rounded > store->arena_size) die("a batch is larger than was thought");
    void *memory = store->arena + store->arena_used;
    store->arena_used += rounded;
    return memory;
}

uint64_t hash_bytes(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint64_t hash = 0x9e3779b97f4a7c15 ^ length;
    for (; length >= 8; at += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, at, 8);
        hash = (hash ^ word) * 0xff51afd7ed558ccd;
        hash ^= hash >> 32;
    }
    for (; length > 0; at++, length--) hash = (hash ^ *at) * 0x100000001b3;
    return hash ^ hash >> 29;
}

void begin_batch(struct store *store) {
    store->arena_used = 0;
    store->patient_count = 0;
    memset(store->slots, 0xff, SLOTS * sizeof *store->slots);
    sqlite3_stmt *begin = store->statements[BEGIN];
    check(store, sqlite3_step(begin) == SQLITE_DONE);
    sqlite3_reset(begin);
}

static sqlite3_stmt *lookup(struct store *store, enum statement which, const char *text, size_t length) {
    sqlite3_stmt *statement = store->statements[which];
    sqlite3_bind_text(statement, 1, text, (int)length, SQLITE_STATIC);
    return statement;
}

static void read_document(struct store *store, struct patient *patient) {
    sqlite3_stmt *statement = lookup(store, READ_DOCUMENT, patient->id, patient->id_length);
    const int result = sqlite3_step(statement);
    check(store, result == SQLITE_ROW || result == SQLITE_DONE);
    patient->is_new = result == SQLITE_DONE;
    patient->document_length = patient->is_new ? store->profile_bytes : (size_t)sqlite3_column_bytes(statement, 0);
    patient->document = take(store, patient->document_length);
    if (patient->is_new) {
        memset(patient->document, 'p', patient->document_length);
    } else {
        memcpy(patient->document, sqlite3_column_blob(statement, 0), patient->document_length);
    }
    sqlite3_reset(statement);
}

static void read_ledger(struct store *store, struct patient *patient) {
    patient->seen = take(store, SEEN_LIMIT * sizeof *patient->seen);
    patient->heard = take(store, HEARD_LIMIT * sizeof *patient->heard);
    patient->seen_count = patient->heard_count = 0;
    sqlite3_stmt *statement = lookup(store, READ_LEDGER, patient->id, patient->id_length);
    const int result = sqlite3_step(statement);
    check(store, result == SQLITE_ROW || result == SQLITE_DONE);
    if (result == SQLITE_ROW) {
        const uint8_t *bytes = sqlite3_column_blob(statement, 0);
        const size_t length = (size_t)sqlite3_column_bytes(statement, 0);
        memcpy(&patient->seen_count, bytes, 4);
        memcpy(&patient->heard_count, bytes + 4, 4);
        const size_t seen = patient->seen_count * sizeof *patient->seen;
        if (patient->seen_count > SEEN_LIMIT || patient->heard_count > HEARD_LIMIT ||
            length != 8 + seen + patient->heard_count * (size_t)12)
            die("a ledger is damaged");
        memcpy(patient->seen, bytes + 8, seen);
        for (uint32_t i = 0; i < patient->heard_count; i++) {
            memcpy(&patient->heard[i].entity, bytes + 8 + seen + i * 12, 8);
            memcpy(&patient->heard[i].revision, bytes + 8 + seen + i * 12 + 8, 4);
        }
    }
    sqlite3_reset(statement);
}

struct patient *find_patient(struct store *store, const char *id, size_t length) {
    size_t slot = hash_bytes(id, length) % SLOTS;
    while (store->slots[slot] >= 0) {
        struct patient *known = &store->patients[store->slots[slot]];
        if (known->id_length == length && memcmp(known->id, id, length) == 0) return known;
        slot = (slot + 1) % SLOTS;
    }
    struct patient *patient = &store->patients[store->patient_count];
    store->slots[slot] = store->patient_count++;
    patient->id = id;
    patient->id_length = length;
    read_document(store, patient);
    read_ledger(store, patient);
    return patient;
}

bool note_event(struct patient *patient, uint64_t id, uint64_t content, uint64_t entity, uint32_t revision) {
    for (uint32_t i = patient->seen_count; i > 0; i--)
        if (patient->seen[i - 1].id == id) return false;
    uint32_t place = 0;
    while (place < patient->heard_count && patient->heard[place].entity != entity) place++;
    const bool is_known = place < patient->heard_count;
    if (is_known && revision <= patient->heard[place].revision) return false;
    if (patient->seen_count == SEEN_LIMIT)
        memmove(patient->seen, patient->seen + 1, --patient->seen_count * sizeof *patient->seen);
    patient->seen[patient->seen_count++] = (struct seen){id, content};
    // The entity heard of last stands last; the first goes when there is no more room.
    if (!is_known && patient->heard_count == HEARD_LIMIT) place = 0;
    if (is_known || patient->heard_count == HEARD_LIMIT)
        memmove(patient->heard + place, patient->heard + place + 1,
                (--patient->heard_count - place) * sizeof *patient->heard);
    patient->heard[patient->heard_count++] = (struct heard){entity, revision};
    return true;
}

void change_profile(struct patient *patient, const uint8_t *value, size_t length) {
    // About what one medicine takes.
    const size_t most = 512;
    size_t count = length < most ? length : most;
    if (count > patient->document_length) count = patient->document_length;
    const size_t room = patient->document_length - count;
    memcpy(patient->document + (room == 0 ? 0 : hash_bytes(value, length) % room), value, count);
}

static void finish(struct store *store, sqlite3_stmt *statement) {
    check(store, sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

int64_t announce(struct store *store, const char *entity, const char *topic, const struct patient *patient,
                 uint64_t substance) {
    const size_t length = strlen(entity);
    sqlite3_stmt *known = lookup(store, READ_ANNOUNCED, entity, length);
    const int result = sqlite3_step(known);
    check(store, result == SQLITE_ROW || result == SQLITE_DONE);
    const int64_t revision = result == SQLITE_ROW ? sqlite3_column_int64(known, 0) + 1 : 1;
    sqlite3_reset(known);
    sqlite3_stmt *write = lookup(store, WRITE_ANNOUNCED, entity, length);
    sqlite3_bind_text(write, 2, topic, -1, SQLITE_STATIC);
    sqlite3_bind_text(write, 3, patient->id, (int)patient->id_length, SQLITE_STATIC);
    sqlite3_bind_int64(write, 4, revision);
    sqlite3_bind_int64(write, 5, (int64_t)substance);
    finish(store, write);
    return revision;
}

int64_t add_outbox(struct store *store, const uint8_t *records, size_t length) {
    if (length == 0) return 0;
    sqlite3_stmt *write = store->statements[WRITE_OUTBOX];
    sqlite3_bind_blob(write, 1, records, (int)length, SQLITE_STATIC);
    finish(store, write);
    return sqlite3_last_insert_rowid(store->database);
}

void delete_outbox(struct store *store, int64_t through) {
    sqlite3_bind_int64(store->statements[DELETE_OUTBOX], 1, through);
    finish(store, store->statements[DELETE_OUTBOX]);
}

static void set_offset(struct store *store, enum statement which, const char *topic, int partition, int64_t next) {
    char name[300];
    const int length = snprintf(name, sizeof name, "%s/%d", topic, partition);
    sqlite3_stmt *write = store->statements[which];
    sqlite3_bind_text(write, 1, name, length, SQLITE_STATIC);
    sqlite3_bind_int64(write, 2, next);
    if (which == WRITE_INPUT_OFFSET) sqlite3_bind_int64(write, 3, next);
    finish(store, write);
}

void set_input_offset(struct store *store, const char *topic, int partition, int64_t next) {
    set_offset(store, WRITE_INPUT_OFFSET, topic, partition, next);
}

void set_output_offset(struct store *store, const char *topic, int partition, int64_t next) {
    set_offset(store, WRITE_OUTPUT_OFFSET, topic, partition, next);
}

static size_t ledger_bytes(const struct patient *patient, uint8_t *bytes) {
    const size_t seen = patient->seen_count * sizeof *patient->seen;
    memcpy(bytes, &patient->seen_count, 4);
    memcpy(bytes + 4, &patient->heard_count, 4);
    memcpy(bytes + 8, patient->seen, seen);
    for (uint32_t i = 0; i < patient->heard_count; i++) {
        memcpy(bytes + 8 + seen + i * 12, &patient->heard[i].entity, 8);
        memcpy(bytes + 8 + seen + i * 12 + 8, &patient->heard[i].revision, 4);
    }
    return 8 + seen + patient->heard_count * (size_t)12;
}

void commit_batch(struct store *store) {
    uint8_t ledger[8 + SEEN_LIMIT * sizeof(struct seen) + HEARD_LIMIT * 12];
    for (int i = 0; i < store->patient_count; i++) {
        const struct patient *patient = &store->patients[i];
        sqlite3_stmt *document = lookup(store, WRITE_DOCUMENT, patient->id, patient->id_length);
        sqlite3_bind_blob(document, 2, patient->document, (int)patient->document_length, SQLITE_STATIC);
        finish(store, document);
        sqlite3_stmt *write = lookup(store, WRITE_LEDGER, patient->id, patient->id_length);
        sqlite3_bind_blob(write, 2, ledger, (int)ledger_bytes(patient, ledger), SQLITE_STATIC);
        finish(store, write);
    }
    sqlite3_stmt *commit = store->statements[COMMIT];
    check(store, sqlite3_step(commit) == SQLITE_DONE);
    sqlite3_reset(commit);
}

int64_t rows_of(struct store *store, const char *table) {
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM %s", table);
    sqlite3_stmt *statement;
    check(store, sqlite3_prepare_v2(store->database, sql, -1, &statement, NULL) == SQLITE_OK);
    check(store, sqlite3_step(statement) == SQLITE_ROW);
    const int64_t count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return count;
}

void close_store(struct store *store) {
    for (int i = 0; i < STATEMENTS; i++) sqlite3_finalize(store->statements[i]);
    check(store, sqlite3_close(store->database) == SQLITE_OK);
    free(store->arena);
    free(store->patients);
    free(store->slots);
}
