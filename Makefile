# `make run` shows the whole way on the samples, `make test` runs what the continuous integration runs.
# Both need nothing beforehand but make, git and Python 3.11: they install what is missing, or say the command that does.
# Written for GNU make 3.81 (macOS) and any POSIX shell.

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STATE := .make
DATABASE := sqlite:///$(STATE)/samples.db
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# One thread for numpy, so that sums come out the same every time.
TRAIN := OMP_NUM_THREADS=1 $(BIN)/python -m
BENCH := $(STATE)/benchmarks
# What the made pages and the readers compared with need: commands with their Debian packages, and Debian's fonts.
BENCH_COMMANDS := chromium:chromium soffice:libreoffice-writer-nogui pdftotext:poppler-utils npm:npm
BENCH_FONTS := $(addprefix fonts-,dejavu-core dejavu-extra liberation lato crosextra-carlito crosextra-caladea ebgaramond urw-base35 \
	dancingscript kaushanscript leckerli-one lobstertwo)
NPM_FONTS := $(patsubst %,@fontsource/%@5.3.0,great-vibes alex-brush pinyon-script)
PAGE_MAKERS := $(patsubst %,benchmarks/reading/%.py,fonts make_pages office_pages page_files pages spoil web_pages) \
	$(wildcard samples/*.py)
export OMP_THREAD_LIMIT := 1

# Sets $$python to the first Python of 3.11 or newer.
find_python = for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done; \
	[ -n "$$python" ] || { echo "Python 3.11 or newer is missing. Install it (macOS: brew install python), then try" \
		"again; PYTHON=/path/to/python names one that is not on the PATH." >&2; exit 3; }

# Installs $$apt or $$brew, or says the one command to type.
install_packages = \
	if [ "$$(uname)" = Darwin ]; then \
		[ -n "$$brew" ] || exit 0; \
		command -v brew >/dev/null || { echo "Missing. Install Homebrew, then type: brew install$$brew" >&2; exit 3; }; \
		echo "Installing with Homebrew:$$brew"; brew install --quiet $$brew; exit; \
	fi; \
	[ -n "$$apt" ] || exit 0; \
	command -v apt-get >/dev/null || { echo "Missing:$$apt (names of the Debian packages)." \
		"Install them with the package manager of this system, then try again." >&2; exit 3; }; \
	if [ "$$(id -u)" = 0 ]; then as_root="env"; \
	elif sudo -n true 2>/dev/null; then as_root="sudo -n env"; \
	else echo "Missing, and not allowed to install it. Type: sudo apt-get install --yes$$apt" >&2; exit 3; fi; \
	echo "Installing system packages:$$apt"; mkdir -p $(STATE); \
	{ $$as_root apt-get update --quiet --quiet && $$as_root DEBIAN_FRONTEND=noninteractive apt-get install \
		--yes --quiet --quiet --no-install-recommends $$apt; } >$(STATE)/packages.log 2>&1 \
		|| { cat $(STATE)/packages.log >&2; echo "Could not install. Type: sudo apt-get install --yes$$apt" >&2; exit 3; }

define show_coverage
import json, sys
total = json.load(open(sys.argv[1]))["totals"]
print(f"coverage: {total['percent_statements_covered']:.1f}% of the lines, {total['percent_branches_covered']:.1f}% of the branches")
endef
export show_coverage

.PHONY: help run test lint format samples score models evaluate benchmark lock build clean system browser openmp

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp  ## read samples/ into an embedded database; print the records, what needs review, the audit
	@mkdir -p $(STATE)
	@$(BIN)/ingest run samples/ --database $(DATABASE) || [ $$? -eq 5 ]  # 5: some samples fail on purpose
	@$(BIN)/ingest show --database $(DATABASE)
	@$(BIN)/ingest status --database $(DATABASE)
	@$(BIN)/ingest roster load samples/roster.csv --database $(DATABASE)
	@$(BIN)/ingest audit --database $(DATABASE)
	@echo; echo "To see and correct what needs review: $(BIN)/ingest review --database $(DATABASE)"

test: lint browser openmp  ## everything that the continuous integration runs
	@rm -f .coverage .coverage.*
	$(BIN)/python -m pytest --quiet --numprocesses auto --dist loadfile --cov --cov-report term-missing:skip-covered
	@mkdir -p $(STATE) && $(BIN)/coverage json --quiet -o $(STATE)/coverage.json
	@$(BIN)/python -c "$$show_coverage" $(STATE)/coverage.json

lint: $(VENV)/test.stamp  ## format, lint and types, without changing a file
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/test.stamp  ## lay out the code and repair what ruff can repair
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

samples: $(VENV)/test.stamp  ## make the synthetic certificates again
	$(BIN)/python samples/make.py

score: $(VENV)/run.stamp  ## compare what is read from samples/ with what is expected, field by field
	$(BIN)/python samples/score.py --show

# The order counts: later steps read what earlier ones wrote.
models: $(VENV)/test.stamp openmp  ## make every trained model again from models/data, in under 20 minutes on two cores
	$(TRAIN) models.word_kinds
	$(TRAIN) models.categories
	$(TRAIN) models.papers
	$(TRAIN) models.opinion
	$(TRAIN) models.train
	$(TRAIN) models.known

evaluate: $(VENV)/run.stamp  ## score any labelled folder, field by field, with its confidence (FILES= LABELS=)
	@[ -d "$(FILES)" ] && [ -f "$(LABELS)" ] || { echo "Type: make evaluate FILES=folder LABELS=labels.jsonl" >&2; exit 2; }
	$(BIN)/python models/evaluate.py "$(FILES)" "$(LABELS)" --show 20

benchmark: $(BENCH)/pages.stamp  ## time reading against other readers, into docs/performance.md (CERTIFICATES= LABELS= TORTURE=)
	$(BIN)/python -m benchmarks.reading.compare --write
	$(BIN)/python -m benchmarks.memory --write
	$(BIN)/python -m benchmarks.start --write
	@[ -z "$(CERTIFICATES)" ] \
		|| $(BIN)/python -m benchmarks.reading.present "$(CERTIFICATES)" "$(LABELS)" --naive --write
	@[ -z "$(TORTURE)" ] || $(BIN)/python -m benchmarks.torture "$(TORTURE)" --write

lock:  ## pin the newest dependencies that pyproject.toml allows (needs uv)
	$(COMPILE) --upgrade pyproject.toml --group setup --output-file requirements.lock
	$(COMPILE) --upgrade pyproject.toml --all-extras --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

build: $(VENV)/test.stamp  ## sdist and wheel, into dist/
	$(BIN)/python -m build --no-isolation --outdir dist

clean:  ## remove the environment, the samples' database and every cache
	rm -rf $(VENV) $(STATE) dist .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Looked at on each call, because packages come and go without a file here changing.
system:
	@$(find_python); apt=; brew=; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null \
		|| apt="$$apt $$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	tesseract --list-langs 2>/dev/null | grep -qx eng \
		|| { apt="$$apt tesseract-ocr tesseract-ocr-eng"; brew="$$brew tesseract"; }; \
	$(install_packages)

browser:
	@apt=; brew=; \
	if [ "$$(uname)" = Darwin ]; then \
		ls -d /Applications/*Chrom*.app >/dev/null 2>&1 || brew=" --cask google-chrome"; \
	elif grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then \
		command -v chromedriver >/dev/null || apt=" chromium-browser chromium-chromedriver"; \
	else \
		command -v chromedriver >/dev/null || apt=" chromium chromium-driver"; \
	fi; \
	$(install_packages)

# What LightGBM's wheel needs, which only `test` and `models` use; on Debian it comes with Tesseract.
openmp:
	@apt=; brew=; \
	[ "$$(uname)" != Darwin ] || ls /opt/homebrew/opt/libomp /usr/local/opt/libomp 2>/dev/null | grep -q . || brew=" libomp"; \
	$(install_packages)

$(VENV)/pyvenv.cfg: | system
	@$(find_python); echo "Making $(VENV) with $$("$$python" --version)"; "$$python" -m venv $(VENV)

# Nothing is compiled ahead: Python compiles what is used, which is a small part of what is installed.
$(VENV)/run.stamp: requirements.lock pyproject.toml | system $(VENV)/pyvenv.cfg
	@echo "Installing the Python packages of requirements.lock"
	@$(PIP) --no-compile --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: requirements-dev.lock requirements.lock pyproject.toml | system $(VENV)/pyvenv.cfg
	@echo "Installing the Python packages of requirements-dev.lock"
	@$(PIP) --no-compile --require-hashes --requirement requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# By command, where there is one: a desktop has its own LibreOffice, and npm often comes from elsewhere.
$(BENCH)/pages.stamp: $(PAGE_MAKERS) $(VENV)/test.stamp
	@[ "$$(uname)" != Darwin ] || { echo "The pages are made with Debian's fonts. Run this on Debian or Ubuntu." >&2; exit 3; }
	@apt=; brew=; \
	for pair in $(BENCH_COMMANDS); do \
		command -v "$${pair%%:*}" >/dev/null || apt="$$apt $${pair#*:}"; \
	done; \
	for font in $(BENCH_FONTS); do \
		dpkg-query -W -f '$${Status}' "$$font" 2>/dev/null | grep -q 'ok installed' || apt="$$apt $$font"; \
	done; \
	$(install_packages)
	@echo "Installing OCRmyPDF, fontTools and three fonts of npm"
	@$(PIP) ocrmypdf==17.13.0 fonttools==4.68.0
	@npm install --silent --no-save --no-audit --no-fund --prefix $(BENCH)/fonts $(NPM_FONTS)
	$(BIN)/python -m benchmarks.reading.make_pages
	@touch $@
