// The bare loop: reads records and writes them again, nothing else.
#include "floors.h"

int main(int argc, char **argv) {
    struct relay relay = {.group = "titrate-floor-loop", .progress_path = ""};
    long from_beginning = 0;
    const struct option_spec specs[] = {
        {"bootstrap", &relay.bootstrap, NULL, "Kafka, HOST:PORT"},
        {"from", &relay.from, NULL, "the topic that is read"},
        {"to", &relay.to, NULL, "the topic that is written"},
        {"group", &relay.group, NULL, "the consumer group its offsets are committed for"},
        {"count", NULL, &relay.count, "records to copy; 0: until stopped"},
        {"from-beginning", NULL, &from_beginning, "1: read the topic from its beginning, not from its end"},
        {"progress", &relay.progress_path, NULL, "a file for the counts"},
    };
    read_options(argc, argv, specs, sizeof specs / sizeof *specs);
    relay.from_beginning = from_beginning != 0;
    stop_on_signals();
    run_relay(&relay);
    print_report("loop", relay.bootstrap, relay.read, relay.settled, &relay.watch, "");
    return 0;
}
