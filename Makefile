# One entry point for people and for CI. Every target that needs the virtual environment makes it first.
# Written for GNU Make 3.81, which macOS ships.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
READY := $(VENV)/.ready
PY := $(VENV)/bin/python
PYTEST := $(VENV)/bin/pytest
STAGE ?= dev
CDK_CLI := aws-cdk@2.1148.1
OPENAPI := functions/meta_api/openapi.json
FACADE_OPENAPI := functions/meta_api/mastodon.json

# The Node that setup put into the virtual environment, if it had to; otherwise the machine's own.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export JSII_NODE = $(shell [ -x $(VENV)/bin/node ] && echo $(CURDIR)/$(VENV)/bin/node || echo node)
# jsii works on Node 20 and says so at length at every start that it no longer supports it.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 20

# .ci/run sets REPORTS to a folder and adds up the results that it finds there.
junit = $(if $(REPORTS),--junitxml=$(REPORTS)/$(1).xml)

##@ Start here

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^##@ / {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  \033[1m%-16s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: $(READY) ## Run the whole network on http://localhost:3000 (PORT=… EMPTY=1 LOG=debug SEARCH=opensearch SEARCH_URL=…).
	@$(PY) -m local up $(if $(PORT),--port $(PORT)) $(if $(EMPTY),--empty) $(if $(LOG),--log $(LOG)) \
	  $(if $(SEARCH),--search $(SEARCH)) $(if $(SEARCH_URL),--search-url $(SEARCH_URL))

.PHONY: test
test: test-code test-e2e ## Run every test that needs nothing but this.

.PHONY: check
check: ## Do all that CI does (STEPS="lint types" for some of it).
	@bash .ci/run $(STEPS)

##@ The local network

.PHONY: demo
demo: $(READY) ## Fill it with people, follows and real tweets, and print how to log in.
	@$(PY) -m local demo

.PHONY: replay-activity
replay-activity: $(READY) ## Replay a real rush with sockets open, and check totals, notifications and sockets (ARGS="--acts 300").
	@$(PY) -m local replay activity $(ARGS)

.PHONY: reset
reset: $(READY) ## Stop it and forget its data.
	@$(PY) -m local reset

.PHONY: down
down: $(READY) ## Stop it and keep its data.
	@$(PY) -m local down

.PHONY: status
status: $(READY) ## Say what runs and where.
	@$(PY) -m local status

.PHONY: logs
logs: $(READY) ## Follow the logs of its functions.
	@$(PY) -m local logs

.PHONY: redrive
redrive: $(READY) ## Send a dead-letter queue's messages back to work (QUEUE=…).
	@$(if $(QUEUE),$(PY) -m local redrive $(QUEUE),echo "usage: make redrive QUEUE=<name of a dead-letter queue>"; exit 2)

.PHONY: reconcile
reconcile: $(READY) ## Compare totals with their edges (TARGETS="tweet:1 user:2", else the next sample).
	@$(PY) -m local reconcile $(TARGETS) $(if $(QUIET),--quiet $(QUIET))

.PHONY: verify-index
verify-index: $(READY) ## Compare the search index with the tables, both ways.
	@$(PY) -m local index verify

.PHONY: reindex
reindex: $(READY) ## Build the search index anew beside the one in use, compare it with the tables, switch to it.
	@$(PY) -m local index rebuild

.PHONY: bench
bench: $(READY) ## Measure it: latencies, deliveries and memory under the usual mix of requests.
	@$(PY) -m benchmarks

##@ Tests

.PHONY: test-unit
test-unit: $(READY) ## Run the unit tests: seconds.
	@$(PYTEST) tests/unit -q -m "not slow"

.PHONY: test-code
test-code: $(READY) ## Run all but the end-to-end and the engine tests.
	@$(PYTEST) -q -n auto --dist loadfile -m "not e2e and not engines" $(call junit,code)

.PHONY: test-e2e
test-e2e: $(READY) ## Run the user stories against a local network of their own (AUTH=true: with IAM roles enforced).
	@$(PYTEST) -q -n 3 --dist loadfile --no-loadscope-reorder -m e2e $(call junit,e2e$(if $(AUTH),-roles))

.PHONY: test-engines
test-engines: $(READY) ## Run the store and search tests on DynamoDB Local and OpenSearch, where Java and Maven are.
	@scripts/have_java.sh && $(PYTEST) -q -n auto --dist loadfile -m engines $(call junit,engines) || [ $$? -eq 77 ]

.PHONY: budgets
budgets: $(READY) ## Print what each operation asks of DynamoDB (docs/budgets.md), measured on DynamoDB Local.
	@scripts/have_java.sh && rm -f .cache/budgets.md && mkdir -p .cache && \
	BUDGETS_REPORT=.cache/budgets.md $(PYTEST) -q -m engines tests/budgets && cat .cache/budgets.md

.PHONY: simulate
simulate: $(READY) ## Run the network under faults (SEEDS=60 OPS=500 FROM=1, RESULTS=file goes on with what was interrupted; SEED=n replays one, STEPS=file writes its steps).
	@$(PY) -m tests.simulation seeds --seeds $(or $(SEEDS),60) --operations $(or $(OPS),500) --first $(or $(FROM),1) \
	  $(if $(RESULTS),--results $(RESULTS)) $(if $(SEED),--seed $(SEED)) $(if $(STEPS),--steps $(STEPS))

.PHONY: mutants
mutants: $(READY) ## Put deliberate bugs in, one at a time: the simulation must find each (SEEDS=200 FROM=1 MUTANT=part of a name).
	@$(PY) -m tests.simulation mutants --seeds $(or $(SEEDS),200) --first $(or $(FROM),1) --mutant "$(MUTANT)"

.PHONY: trends-table
trends-table: $(READY) ## Compare the formulas of trends on made-up networks with real bursts (SEEDS=3; needs ../shared/data).
	@$(PY) -m tests.unit.trends.comparison --seeds $(or $(SEEDS),3)

.PHONY: coverage
coverage: $(READY) ## Say which lines the tests leave out.
	@$(PYTEST) -q -n auto --dist loadfile -m "not e2e and not engines" --cov --cov-report=term-missing

##@ Code

.PHONY: format
format: $(READY) ## Format the Python files and repair what ruff can.
	@$(VENV)/bin/ruff check --fix --quiet
	@$(VENV)/bin/ruff format --quiet

.PHONY: lint
lint: $(READY) ## Check style and formatting.
	@$(VENV)/bin/ruff check --output-format concise
	@$(VENV)/bin/ruff format --check

.PHONY: types
types: $(READY) ## Check types (mypy --strict).
	@$(VENV)/bin/mypy

.PHONY: imports
imports: $(READY) ## Check that imports point one way.
	@$(VENV)/bin/lint-imports --no-logo

.PHONY: hooks
hooks: $(READY) ## Run the fast checks before each commit from now on.
	@$(VENV)/bin/pre-commit install

.PHONY: openapi
openapi: $(READY) ## Write both contracts in functions/meta_api again from the code.
	@$(PY) -m linnet.runtime.openapi > $(OPENAPI).new && mv $(OPENAPI).new $(OPENAPI)
	@$(PY) -m linnet.runtime.facade_openapi > $(FACADE_OPENAPI).new && mv $(FACADE_OPENAPI).new $(FACADE_OPENAPI)

.PHONY: openapi-check
openapi-check: $(READY) ## Check that both contracts say what the code does.
	@$(PY) -m linnet.runtime.openapi | diff -u $(OPENAPI) - || { echo "run: make openapi"; exit 1; }
	@$(PY) -m linnet.runtime.facade_openapi | diff -u $(FACADE_OPENAPI) - || { echo "run: make openapi"; exit 1; }

.PHONY: setup
setup: $(READY) ## Make .venv with everything pinned (other targets do it by themselves).

$(READY): requirements.txt requirements-node.txt pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

.PHONY: lock
lock: $(READY) ## Pin the requirement files again after a change of an .in file (UPGRADE=1: newest versions).
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## Remove what tools leave behind; the local network's data and .venv stay.
	@rm -rf cdk.out build dist .coverage coverage.xml .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

##@ AWS

.PHONY: synth
synth: $(READY) ## Write the CloudFormation templates to cdk.out, checked by cdk-nag and cfn-lint (STAGE=dev).
	@STAGE=$(STAGE) scripts/synth.sh

.PHONY: deploy
deploy: $(READY) ## Deploy to the AWS account of your credentials (STAGE=dev).
	npx --yes $(CDK_CLI) deploy --all --context stage=$(STAGE)
