# make help lists the targets. Each does the set-up it needs; a second run does none.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: demo test lint format soak course bench docs clean distclean help

# The interpreter to make .venv with; where empty, .ci/setup.sh takes the newest there is, from 3.11 on.
PYTHON ?=

BIN := .venv/bin
DEMO := build/demo.gif

# The stamp says for which folder and interpreter the set-up was done: a checkout that was moved, whose
# editable install points to the old place, is set up again, and so is one that is to use another Python.
READY := .venv/.ready
export SET_UP_FOR := $(CURDIR) $(PYTHON)
ifneq "$(shell cat $(READY) 2>/dev/null)" "$(SET_UP_FOR)"
.PHONY: $(READY)
endif

$(READY): pyproject.toml .ci/setup.sh
	@sh .ci/setup.sh
	@printf '%s\n' "$$SET_UP_FOR" > $@

demo: $(READY) ## make the README's animation: kernel, filter, layer
	@mkdir -p $(dir $(DEMO))
	@$(BIN)/convanim render from-kernel-to-layer --motion sparse -o $(DEMO)

test: $(READY) ## run all tests, on all cores (ARGS="-k stride" passes options to pytest)
	@sh .ci/programs.sh
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

soak: $(READY) ## run the tests with every case, and the long fuzzes and faults: hours
	@sh .ci/programs.sh
	CONVANIM_SOAK=1 $(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)
	$(BIN)/python tests/batch/soak.py

course: $(READY) ## make every preset in two themes and three sizes, on processes and on a Dask cluster
	rm -rf build/course
	$(BIN)/python tests/batch/everything.py $(ARGS)

lint: $(READY) ## check format, style and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## put the code into the project's format and mend what can be mended
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(READY) ## run the benchmarks, one after another (ARGS=--quick shows that they run)
	@for file in benchmarks/bench_*.py; do \
		echo "== $$file"; $(BIN)/python "$$file" $(ARGS) || exit; \
	done

docs: $(READY) ## build the site into build/docs, no network needed (ARGS=--check runs its code, opens it in Chromium)
	$(BIN)/python -m docs.tools.build $(ARGS)

clean: ## remove what was built and cached; .venv stays
	rm -rf build dist media *.egg-info .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove .venv as well
	rm -rf .venv .setup-*

help: ## print this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12
