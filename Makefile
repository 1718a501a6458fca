# Every target does the set-up that it needs. The work is in `python -m scripts`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
LANG ?= en
PORT ?= 8000
BASE ?= HEAD

.DEFAULT_GOAL := build
.PHONY: build serve check test status words side-by-side new-language print release bench lock clean help

build: $(VENV)/build.done ## make site/
	$(RUN) -m scripts build

serve: $(VENV)/build.done ## one language with reload: make serve LANG=ky
	$(RUN) -m scripts serve --lang "$(firstword $(subst _, ,$(subst ., ,$(LANG))))" --port $(PORT)

check: $(VENV)/dev.done ## linters, types, content
	$(RUN) -m scripts.lint
	$(RUN) -m scripts check

test: check ## all checks and all tests
	$(RUN) -m pytest

status: $(VENV)/build.done ## what waits for translators
	$(RUN) -m scripts translations status

words: $(VENV)/build.done ## what a pull request is told of its words
	$(RUN) -m scripts.system_packages spelling
	$(RUN) -m scripts translations report --base "$(BASE)"

side-by-side: $(VENV)/build.done ## each section beside its English, for reviewers
	$(RUN) -m scripts translations side-by-side

new-language: $(VENV)/build.done ## add a language: make new-language CODE=uz NAME=Oʻzbekcha
	$(RUN) -m scripts new_language "$(CODE)" "$(NAME)"

print: $(VENV)/dev.done ## the print editions, in dist/print/, and the site with links to them
	$(RUN) -m scripts build
	$(RUN) -m scripts print
	$(RUN) -m scripts build

release: $(VENV)/dev.done ## what hosts get, in dist/: make release [KEY=…] [PREVIOUS=…]
	$(RUN) -m scripts build
	$(RUN) -m scripts release $(if $(KEY),--key "$(KEY)") $(foreach zip,$(PREVIOUS),--previous "$(zip)")

bench: $(VENV)/dev.done ## bytes, times and their growth
	$(RUN) -m scripts bench

lock: $(VENV)/dev.done ## write the lock files anew from pyproject.toml
	$(RUN) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header -o requirements.lock pyproject.toml
	$(RUN) -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --extra print --extra release --extra dev -o requirements-dev.lock pyproject.toml

clean: ## remove what was made
	rm -rf $(VENV) site dist build .mypy_cache .ruff_cache .pytest_cache

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile

$(VENV)/build.done: requirements.lock
	$(PYTHON) -m scripts.system_packages build
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/dev.done: requirements-dev.lock requirements.lock
	$(PYTHON) -m scripts.system_packages build spelling print release test
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/build.done
