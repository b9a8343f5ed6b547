# make run   the demonstration on http://127.0.0.1:8000
# make test  everything that must hold
# make prove  what takes long: years of dates, many kills, every label, all on the other database
# make bench how fast it is with 100,000 assets
# make messages  gather what is said, for the translators · make lock  pin what it is made of anew

PYTHON ?= python3
PORT ?= 8000
BIN ?= .venv/bin
export REHAB_HOME ?= data
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# What is compiled at its first use is kept, whatever this machine is set to: it is used all day.
export PYTHONDONTWRITEBYTECODE =

digest = $(shell cat $(1) pyproject.toml hatch_build.py package-lock.json | cksum | tr -cd 0-9)
INSTALLED := .venv/installed-$(call digest,requirements.lock)
TESTABLE := .venv/testable-$(call digest,requirements-test.lock)
SIGN_INS := $(REHAB_HOME)/sign-ins.txt
CATALOGUES = $(patsubst %.po,%.mo,$(wildcard assets/locale/*/LC_MESSAGES/*.po))
POT ?= .cache/rehab.pot
TOLD = .cache/told
PIP = $(BIN)/python -m pip install -qq
CODE = assets web jobs labels

# The locks bring what builds it, but not node: where there is no npm, let pip find one for the build.
AS_LOCKED := $(if $(shell command -v npm),--no-build-isolation)

.PHONY: run test types style told prove bench messages lock
.DELETE_ON_ERROR:

run: $(INSTALLED) $(CATALOGUES)
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null \
	  || { echo "Port $(PORT) is in use. Stop what serves there, or: make run PORT=8001" >&2; exit 1; }
	@$(MAKE) --no-print-directory -s $(SIGN_INS)
	@test ! -e $(SIGN_INS) || cat $(SIGN_INS)
	@exec $(BIN)/rehab serve --host 127.0.0.1 --port $(PORT)

# A register that holds something else already is served as it is.
$(SIGN_INS):
	@mkdir -p $(@D)
	@held=$$(ls $(@D)/rehab.db 2>/dev/null); \
	if $(BIN)/rehab demo > $@.new; then mv $@.new $@; else rm $@.new; test -n "$$held"; fi

# What the two databases do each in its own way: find, sort, count, number, lock, upgrade, give back.
# All else, and whatever is tried at random, is asked of the other database in make prove.
KEPT_ON_POSTGRESQL = \
  $(addprefix tests/assets/test_,agenda.py database.py listing.py migrations.py once.py) \
  $(addprefix tests/assets/exchange/test_,intake.py search.py spellings.py) \
  $(addprefix tests/assets/inventory/test_,branches.py relocations.py transfers.py) \
  $(addprefix tests/assets/maintenance/test_,figures.py occurrences.py orders.py spares.py) \
  $(addprefix tests/assets/procurement/test_,invoices.py receiving.py) \
  $(addprefix tests/jobs/test_,backups.py kills.py post.py timetable.py) \
  tests/web/test_two_people.py

test: $(TESTABLE) $(CATALOGUES)
	$(BIN)/python -m tests.chromium
	@$(MAKE) --no-print-directory --output-sync --jobs 3 types style told
	$(BIN)/python -m pytest -n 2 --ignore=tests/journeys
	$(BIN)/python -m pytest -n 2 $(KEPT_ON_POSTGRESQL) -k 'not whatever' --database=postgresql
	REHAB_TOLD=$(TOLD) $(BIN)/python -m pytest -n 2 tests/journeys

# The demonstration that the journeys walk through, while the types are checked.
told: $(TESTABLE) $(CATALOGUES)
	@rm -rf $(TOLD) && mkdir -p $(TOLD)
	REHAB_HOME=$(TOLD) $(BIN)/rehab demo > $(TOLD).txt

types: $(TESTABLE)
	$(BIN)/mypy --num-workers 2 $(CODE) hatch_build.py

style: $(TESTABLE)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --quiet --lint web/templates
	$(BIN)/lint-imports

prove: $(TESTABLE) $(CATALOGUES)
	$(BIN)/python -m pytest -n 2 -m proof
	$(BIN)/python -m pytest -n 2 tests/assets tests/jobs tests/web --database=postgresql
	$(BIN)/python -m pytest -n 2 -m proof tests/jobs --database=postgresql

bench: $(TESTABLE) $(CATALOGUES)
	$(BIN)/python -m tests.benchmarks

messages: $(TESTABLE)
	$(MAKE) --always-make --no-print-directory $(POT)
	for language in ro hu; do \
	  catalogue=assets/locale/$$language/LC_MESSAGES/rehab.po; \
	  if [ -e $$catalogue ]; then how="update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date"; \
	  else how=init; fi; \
	  $(BIN)/pybabel -q $$how -w 100 -i $(POT) -o $$catalogue -l $$language; \
	done

$(POT):
	@mkdir -p $(@D)
	$(BIN)/pybabel -q extract -F pyproject.toml -o $@ --no-location --sort-output -w 100 \
	  --project "Rehab Assets" --copyright-holder "The Rehab Assets authors" \
	  -k N_ -k Refused -k Missing -k Forbidden -k say:2 -k say_count:2,3 $(CODE)

%.mo: %.po
	$(BIN)/pybabel -q compile -i $< -o $@

lock: $(TESTABLE)
	$(BIN)/python -m pip install --quiet uv
	$(call pinned,--extra test -o requirements-test.lock)
	$(call pinned,--extra channels --constraint requirements-test.lock -o requirements.lock)
	npm install --package-lock-only

pinned = $(BIN)/uv --no-config pip compile -q --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header pyproject.toml --extra build $(1)

$(INSTALLED): | $(BIN)/python
	@echo "Installing what the locks name; this is done once."
	@$(call install,requirements.lock)

$(TESTABLE): | $(BIN)/python
	@$(call install,requirements-test.lock)

# Nothing is compiled in advance: what is used is compiled at its first use, a tenth of it all.
define install
$(PIP) --no-compile --require-hashes -r $(1)
@$(PIP) --no-deps $(AS_LOCKED) --editable .
@touch $@
endef

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rehab Assets needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv
