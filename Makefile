# One entry point for people and for CI. Every target that needs the virtual environment makes it first.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
READY := $(VENV)/.ready

# The Node that setup put into the virtual environment, if it had to; otherwise the machine's own.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export JSII_NODE = $(shell [ -x $(VENV)/bin/node ] && echo $(CURDIR)/$(VENV)/bin/node || echo node)

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-16s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## Make .venv with everything pinned (other targets do it by themselves).

$(READY): requirements.txt requirements-node.txt pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

.PHONY: lock
lock: $(READY) ## Pin the requirement files again after a change of an .in file (UPGRADE=1: newest versions).
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)
