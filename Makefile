# make run: everything set up, then the chat page. make test: everything set up, then the tests.
PYTHON ?= python3
export HF_HUB_OFFLINE = 1
export GRADIO_ANALYTICS_ENABLED = False

.PHONY: run test system docs mutants soak

run: .venv/.indexed
	.venv/bin/python ui.py

test: .venv/.ready
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/yamllint -s rules tests
	.venv/bin/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

# What needs programs of the system: chromium, nginx, glewlwyd, libreoffice, a mount, network namespaces. Servers and
# browsers side by side starve each other now and then: what fails so is asked once more, alone, and has to pass then.
SYSTEM = .venv/bin/python -m pytest -m system --run-system
system: .venv/.ready
	$(SYSTEM) -n 2 --dist loadgroup $(PYTEST_ARGS) || $(SYSTEM) -n 1 --dist loadgroup --last-failed --last-failed-no-failures none $(PYTEST_ARGS)

# docs/coverage.md out of the rule base and its cases.
docs: .venv/.ready
	.venv/bin/python -m tests.coverage_page

# Moves every figure, every effective day and every comparator a little: some case has to notice. Takes long.
mutants: .venv/.ready
	.venv/bin/python -m tests.mutants.figures
	.venv/bin/python -m tests.mutants.comparators

# Order books and a crowd at full size, some ten minutes on two idle cores. Shorter:
# make soak SOAK_LOAD="--seconds 30" SOAK_BATCH="--rows 20000 --distinct 2000"
soak: .venv/.indexed
	.venv/bin/python -m benchmarks.batch $(SOAK_BATCH)
	.venv/bin/python -m benchmarks.load $(SOAK_LOAD)

# The search index over the shipped provisions, built once into the data folder.
.venv/.indexed: .venv/.ready $(shell find knowledge/digest -name '*.md')
	.venv/bin/exportdesk index build
	touch $@

# One stamp file: while pyproject.toml is older than it, nothing is installed again.
.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install -q -U pip
	.venv/bin/python -m pip install -q --no-compile -e '.[cluster,dev]'
	.venv/bin/python -m compileall -q -j 2 .venv/lib || true
	touch $@
