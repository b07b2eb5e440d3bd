# Titrate: `make demo` to watch it, `make test` to prove it, `make help` for the rest.

SHELL := /bin/bash
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
BIN := .build/debug
BUILD_PACKAGES := librdkafka-dev libsqlite3-dev pkg-config
TEST_PACKAGES := $(BUILD_PACKAGES) kcat sqlite3 python3-venv make chromium chromium-driver openssl curl
TOOLS := .build/tools
# Carries axe-core 4.12.1 (MPL-2.0), which the browser tests put into the pages; nothing else of it is used.
AXE := 0.1.8
# Tests with brokers, processes, running services and drain times have the machine to themselves.
ALONE := EscalationScaleTests|WatchScaleTests|SuiteTests|KafkaEventLogTests|HostTests|FuzzTests|ServiceRuntimeTests
# Of make faults: storms of SIGKILL, and tries of every other scenario.
ROUNDS ?= 20
TRIES ?= 3
FIGURES := $(CURDIR)/.build/fault-figures.jsonl
# Of make score.
SCORE := $(CURDIR)/.build/score.txt
TESTS := $(BIN)/titratePackageTests.xctest --testing-library swift-testing
# Of make simulate, fuzz, alerts, watch and bench, which share one build for speed.
SEEDS ?= 1000
INPUTS ?= 10000000
FAST := .build-fast
PEER := $(FAST)/tools-peer
# What a campaign of the simulation is about: it goes on as long as none of this changes.
SIMULATED = $(shell git rev-parse HEAD:Shared HEAD:Services HEAD:Tests/Simulation | sha1sum | cut -c1-8)
FAST_TESTS := $(FAST)/release/titratePackageTests.xctest --testing-library swift-testing
FUZZ_SEED ?= 20261121
# Of make alerts: property cases in all, patients of the synthetic year, alerts that nobody answers.
CASES ?= 100000
PATIENTS ?= 1000
UNANSWERED ?= 10000
# Of make stop-latency: stops measured.
STOPS ?= 200
# Of make hook-latency: calls measured.
HOOK_CALLS ?= 2000
# Of make gateway-load: alerts that stand open at the kill, and listeners.
ALERTS ?= 10000
LISTENERS ?= 950
# Of make screenshots: where they are put.
SCREENSHOTS ?= $(CURDIR)/.build/screenshots
# Of make watch: patients whose tapers are planned, and whose reminder is due at one moment.
WATCHED ?= 100000

.PHONY: help demo test score build lint format alerts watch screenshots stop-latency hook-latency gateway-load faults \
	kafka-acceptance fuzz simulate sanitize bench floors peer install-build install-test compose-check clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install-build:
	@missing=$$(for p in $(BUILD_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "Installing:" $$missing; \
	$(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; fi

install-test:
	@missing=$$(for p in $(TEST_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "Installing:" $$missing; \
	$(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; fi
	@[ -x $(TOOLS)/bin/check-jsonschema ] || { mkdir -p $(TOOLS) && python3 -m venv $(TOOLS) \
	&& $(TOOLS)/bin/pip install -q --disable-pip-version-check check-jsonschema==0.39.0; }
	@ls $(TOOLS)/lib/python3*/site-packages/axe_playwright_python/axe.min.js >/dev/null 2>&1 \
	|| $(TOOLS)/bin/pip install -q --disable-pip-version-check --no-deps axe-playwright-python==$(AXE)

build: install-build ## build everything once, for demo and test alike
	@[ -d $(BIN) ] || echo "First build: about five minutes on two cores; later ones take seconds."
	@start=$$SECONDS; swift build --build-tests && swift build && echo "Built in $$((SECONDS - start)) s."

demo: build ## watch an invented hospital day (EXIT=1: end after the summary)
	@$(BIN)/titrate demo $(if $(EXIT),--exit) $(if $(PORT),--port $(PORT)) $(if $(BOOTSTRAP),--bootstrap $(BOOTSTRAP))

test: install-build install-test build lint compose-check ## run every test
	swift test --skip-build --skip '$(ALONE)|Simulation\.|GatewayTests\.'
	swift test --skip-build --filter 'GatewayTests\.'
	swift test --skip-build --no-parallel --filter 'Simulation\.'
	swift test --skip-build --no-parallel --filter '$(ALONE)'

score: install-build ## dose cases and published scenarios: what is caught, what interrupts for nothing
	@swift build --product prescribing 2>&1 | tail -1 && $(BIN)/prescribing score
	@rm -f $(SCORE); swift build --build-tests >$(SCORE).log 2>&1 || { cat $(SCORE).log; exit 1; }; \
	TITRATE_SCORE_REPORT=$(SCORE) $(TESTS) --no-parallel --filter 'Simulation.SafetyScenarioTests' >$(SCORE).log 2>&1; \
	status=$$?; cat $(SCORE) 2>/dev/null || cat $(SCORE).log; exit $$status

lint: ## formatting and style of our own code
	swift format lint --strict --recursive --parallel Services Shared Tests Package.swift

format: ## write our own formatting
	swift format --in-place --recursive --parallel Services Shared Tests Package.swift

compose-check: install-test ## compose.yaml against the Compose specification
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

simulate: install-build ## the whole suite in one process under SEEDS seeds (SEED=n: one again); goes on where it stopped
	TITRATE_ONLY_SIMULATION=1 swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path $(FAST)
	$(if $(SEED),TITRATE_SEED=$(SEED),TITRATE_SEEDS=$(SEEDS)) \
	TITRATE_SIMULATION_STATE=$(FAST)/seeds-$(SIMULATED).json $(FAST_TESTS) --filter 'SimulationTests'

alerts: install-build ## interaction alerts at scale: CASES of properties, a year of PATIENTS, reminders of UNANSWERED
	swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path $(FAST)
	TITRATE_PROPERTY_CASES=$(CASES) TITRATE_YEAR_PATIENTS=$(PATIENTS) TITRATE_ESCALATIONS=$(UNANSWERED) \
	$(FAST_TESTS) --no-parallel --filter 'AlertPropertyTests|SyntheticYearTests|EscalationScaleTests'

stop-latency: build install-test ## from a stop to its provisional finding on the embedded broker: p50 and p99 of STOPS
	TITRATE_STOP_LATENCY=$(STOPS) swift test --skip-build --no-parallel --filter ProcessTests.StopLatencyTests

hook-latency: build install-test ## from an ordering system's call to its cards on the embedded broker: p50 and p99 of HOOK_CALLS
	TITRATE_CDS_CALLS=$(HOOK_CALLS) swift test --skip-build --no-parallel --filter ProcessTests.HookProcessTests

gateway-load: build install-test ## ready again with ALERTS open, LISTENERS hearing one alert, event to stream at 100 and 1,000 a second
	TITRATE_OPEN_ALERTS=$(ALERTS) TITRATE_LISTENERS=$(LISTENERS) TITRATE_STREAM_SECONDS=10 TITRATE_WORKLIST=100000 \
	swift test --skip-build --no-parallel --filter 'ProcessTests.GatewayLoadTests|ProcessTests.ScreenLatencyTests|WorklistScaleTests'

screenshots: build install-test ## every page in a real browser, light, dark and narrow, into .build/screenshots
	@rm -rf $(SCREENSHOTS)
	TITRATE_SCREENSHOTS=$(SCREENSHOTS) swift test --skip-build --no-parallel --filter ProcessTests.ScreenshotTests

watch: install-build ## supply and tapers at scale: WATCHED patients planned for, and woken at one moment between kills
	swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path $(FAST)
	TITRATE_TAPER_PATIENTS=$(WATCHED) TITRATE_WATCH_PATIENTS=$(WATCHED) TITRATE_COVERED_HISTORIES=1000 \
	$(FAST_TESTS) --no-parallel --filter 'WithdrawalMonitorTests.TaperTests|CoveredHistoryTests|WatchScaleTests'

faults: build install-test ## faults in real processes (ROUNDS=20 TRIES=3); renews the table of Docs/Reliability.md
	@rm -f $(FIGURES)
	TITRATE_FAULTS=$(TRIES) TITRATE_FAULT_ROUNDS=$(ROUNDS) TITRATE_FAULT_FIGURES=$(FIGURES) \
	TITRATE_FAULT_TABLE=$(CURDIR)/Docs/Reliability.md \
	swift test --skip-build --no-parallel --filter ProcessTests.FaultTests

kafka-acceptance: build install-test ## what only Apache Kafka can show: BOOTSTRAP=host:port of an empty cluster
	@[ -n "$(BOOTSTRAP)" ] || { echo "Say BOOTSTRAP=host:port of an empty Kafka cluster that nothing else uses."; exit 64; }
	TITRATE_TEST_BOOTSTRAP=$(BOOTSTRAP) TITRATE_TEST_RESTART="$(RESTART)" swift test --skip-build --no-parallel \
	--filter 'KafkaAcceptance|KafkaConformanceTests'

fuzz: install-build ## hostile inputs, INPUTS in all, on two cores (FUZZ_SEED=...); a table of what came of them
	swift build --build-tests -c release -Xswiftc -enable-testing --scratch-path $(FAST)
	@folder=$$(mktemp -d); echo "Traces and reports: $$folder"; start=$$SECONDS; failed=0; \
	for worker in 1 2; do \
	TITRATE_FUZZ_INPUTS=$(INPUTS) TITRATE_FUZZ_SEED=$(FUZZ_SEED) TITRATE_FUZZ_WORKER=$$worker/2 TITRATE_FUZZ_REPORT=$$folder \
	$(FAST_TESTS) --no-parallel --filter FuzzTests.FuzzTests >$$folder/log-$$worker.txt 2>&1 & pids="$$pids $$!"; done; \
	for pid in $$pids; do wait $$pid || failed=1; done; \
	{ printf 'target\tinputs\taccepted\trefused\tslowest ms\tits number\tMiB before\tMiB after\tinputs/s\n'; \
	sort $$folder/report.*.tsv; } | expand -t 20,32,44,56,68,80,92,104; \
	awk -F'\t' '{ sum += $$2 } END { print sum " inputs" }' $$folder/report.*.tsv; echo "in $$((SECONDS - start)) s"; \
	[ $$failed = 0 ] || { grep -h -A3 'recorded an issue\|hangs:\|Fatal' $$folder/log-*.txt; \
	echo "Inputs last read:"; tail -q -n1 $$folder/*.[12]; exit 1; }

# Each sanitizer has a build of its own. Tests over brokers and processes measure time, which a sanitizer distorts; the
# Kafka client's own are among these. What is loaded before the thread sanitizer says why in its first lines.
SANITIZED := ServiceRuntimeTests|EventLogTests|KafkaEventLogTests|PrescribingTests|InteractionCheckTests|WithdrawalMonitorTests|CostAssistanceTests|GatewayTests
# Counts that a sanitizer, many times slower, can afford.
SANITIZED_COUNTS := TITRATE_PROPERTY_CASES=300 TITRATE_YEAR_PATIENTS=20 TITRATE_ESCALATIONS=1000
SANITIZED_RUN := debug/titratePackageTests.xctest --testing-library swift-testing --no-parallel --filter '$(SANITIZED)'

sanitize: install-build ## runtime, Kafka and service tests under the thread and the address sanitizer
	swift build --build-tests --sanitize thread --scratch-path .build-thread
	clang -shared -fPIC -O1 -Wall -o .build-thread/preload.so Tests/Sanitizers/thread-sanitizer-preload.c
	$(SANITIZED_COUNTS) LD_PRELOAD=$(CURDIR)/.build-thread/preload.so .build-thread/$(SANITIZED_RUN)
	swift build --build-tests --sanitize address --scratch-path .build-address
	$(SANITIZED_COUNTS) .build-address/$(SANITIZED_RUN)

floors: install-build ## the C programs that the bench compares with
	@$(MAKE) -s -C Benchmarks/Floors OUT=$(CURDIR)/$(FAST)/floors

peer: ## the Python program that the bench compares with, in an environment of its own
	@[ -x $(PEER)/bin/python ] || python3 -m venv $(PEER)
	@$(PEER)/bin/pip install -q --disable-pip-version-check -r Benchmarks/Peers/python/requirements.txt

bench: floors peer ## speed, latency and memory beside C and Python programs, as ratios of one run (BENCH="--only ...")
	@for product in titrate prescribing interaction-check withdrawal-monitor cost-assistance gateway; do \
	swift build -c release -Xswiftc -enable-testing --scratch-path $(FAST) --product $$product || exit 1; done
	$(FAST)/release/titrate bench $(BENCH)

clean: ## forget every build and every demo store
	rm -rf .build $(FAST) .build-thread .build-address data
