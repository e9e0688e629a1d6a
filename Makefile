# make run · make test · make lint · make bench · make bench-tiles · make load · make setup
# PORT and HOST choose the address, WORKERS how many processes serve it (1 without it); the OBSERVATORY_* variables are
# listed in README.md.

PYTHON ?= python3
PORT ?= 8501
HOST ?= 127.0.0.1
TEST_PROCESSES ?= 4
VENV := .venv
BIN := $(VENV)/bin
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet
export PYTHONUNBUFFERED := 1
# Packages are installed uncompiled, and compiled when they are first imported: that must be kept, or every start of
# every process compiles them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-journeys test-slow lint bench bench-tiles load load-upload screenshots setup setup-dev node browser office postgres clients qgis test-qgis java test-spark pins fonts lock audit platforms bundle test-bundle architecture clean

ifeq ($(or $(WORKERS),1),1)
run: setup
	@echo "Digital Cluster Observatory · 数字产业集群观察站: http://$(HOST):$(PORT)"
	@exec $(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST) --server.headless true
else
run: setup $(VENV)/installed-workers
	@echo "Digital Cluster Observatory · 数字产业集群观察站: $(HOST):$(PORT), $(WORKERS) processes"
	@exec $(BIN)/python -m geo serve --workers $(WORKERS) --port $(PORT) --host $(HOST)
endif

setup: $(VENV)/installed
	@$(BIN)/python -m geo prepare

setup-dev: $(VENV)/installed-dev $(VENV)/installed-workers node_modules/installed browser postgres clients
	@$(BIN)/python -m geo prepare

# Four processes share the tests, a file of tests at a time: where one waits, for a page or a server, another goes on, so
# that two processors are busy. TEST_PROCESSES=0 runs them one after the other.
test: setup-dev
	npm test --silent
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "not slow and not journey"

# Whole ways through the app, with servers that are killed on the way: a fifth of what all tests take, for a hundredth of
# the cases. Continuous integration runs them after the others.
test-journeys: setup-dev
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m "journey and not slow" tests/browser

test-slow: setup-dev office $(VENV)/installed-spark $(VENV)/moto/installed
	$(BIN)/python -m pytest -m slow

# Registers beyond one machine: Spark on this one, and an S3-compatible bucket; both are among the slow tests too.
test-spark: setup-dev $(VENV)/installed-spark $(VENV)/moto/installed
	$(BIN)/python -m pytest -m slow tests/datasets/test_spark.py tests/datasets/test_stores.py

lint: $(VENV)/installed-dev node_modules/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	npm run --silent lint

bench: setup-dev
	$(BIN)/python -m tests.benchmarks --out build/bench.json

# A synthetic register of ROWS firms, read and asked; writes build/bench-tiles.json.
ROWS ?= 10000000
bench-tiles: setup-dev
	$(BIN)/python -m tests.benchmarks.registers --rows $(ROWS) --out build/bench-tiles.json

load: setup-dev
	$(BIN)/python -m tests.load --workers $(or $(WORKERS),1) --out build/load.json

# Analysts without browsers who upload to the workbench for five minutes; on this machine only.
load-upload: setup-dev
	$(BIN)/python -m tests.load.uploads --out build/load-uploads.json

screenshots: setup-dev
	$(BIN)/python -m tests.screenshots

architecture: $(VENV)/installed-dev
	$(BIN)/python -m tests.picture

$(VENV)/python-ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Set PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "The Python module venv is needed. On Debian or Ubuntu: apt install python3-venv." >&2; exit 1; }
	@touch $@

# Python compiles a module when it is first imported; most modules of these packages never are.
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile

$(VENV)/installed: $(VENV)/python-ok requirements.lock
	@echo "Installing the pinned dependencies into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

# The lock of the tests holds all of the other: one installing serves both.
$(VENV)/installed-dev: $(VENV)/python-ok requirements.lock requirements-dev.lock
	@echo "Installing the pinned dependencies into $(VENV) (once, 1-2 minutes) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $(VENV)/installed $@

$(VENV)/installed-workers: $(VENV)/installed requirements-workers.txt
	@$(PIP) -r requirements-workers.txt
	@touch $@

$(VENV)/installed-spark: $(VENV)/installed requirements-spark.txt | java
	@$(PIP) -r requirements-spark.txt
	@touch $@

$(VENV)/moto/installed: $(VENV)/installed requirements-moto.txt
	@$(PYTHON) -m venv $(VENV)/moto
	@$(VENV)/moto/bin/python -m pip install --disable-pip-version-check --quiet -r requirements-moto.txt
	@touch $@

# Scripts of the browser are linted, typed and tested with Node; running the observatory needs Python alone.
node:
	@if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's nodejs and npm ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; \
	else \
	  echo "Linting and testing the scripts needs Node 18.18 or later. Install the Debian packages nodejs and npm (sudo apt install nodejs npm) and run make setup-dev again." >&2; exit 1; \
	fi

node_modules/installed: package.json package-lock.json | node
	@npm ci --silent --no-audit --no-fund
	@touch $@

# Browser tests need Chromium and a Chinese font. As root on Debian they are installed; elsewhere we say what to do.
# Chromium without its own windows does the same for two thirds of the processor time; the whole one serves too.
browser:
	@if { command -v chromium-headless-shell || { [ "$$(id -u)" != 0 ] && command -v chromium; }; } >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's chromium-headless-shell and fonts-noto-cjk ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-cjk fontconfig >/dev/null; \
	else \
	  echo "The browser tests need Chromium and a Chinese font. Install the Debian packages chromium-headless-shell and fonts-noto-cjk (sudo apt install chromium-headless-shell fonts-noto-cjk) and run make test again." >&2; exit 1; \
	fi

# The slow tests open the slides with LibreOffice too.
office:
	@if command -v soffice >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's libreoffice-impress ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-impress >/dev/null; \
	else \
	  echo "The slow tests need LibreOffice. Install the Debian package libreoffice-impress and run make test-slow again." >&2; exit 1; \
	fi

# The tests put nginx before two replicas, read the standards' routes with GDAL's programs, and confine with bubblewrap.
clients:
	@if { command -v nginx || test -x /usr/sbin/nginx; } >/dev/null 2>&1 && command -v ogr2ogr >/dev/null 2>&1 && command -v bwrap >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's nginx-light, gdal-bin and bubblewrap ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light gdal-bin bubblewrap >/dev/null; \
	else \
	  echo "The tests need nginx, GDAL's programs and bubblewrap. Install the Debian packages nginx-light, gdal-bin and bubblewrap (sudo apt install nginx-light gdal-bin bubblewrap) and run make test again." >&2; exit 1; \
	fi

# QGIS opens and draws what the standards' routes give out; 1 GB of packages, so it has a target of its own.
qgis:
	@if command -v qgis >/dev/null 2>&1 && /usr/bin/python3 -c 'import qgis.core' >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's qgis and python3-qgis ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends qgis python3-qgis >/dev/null; \
	else \
	  echo "This test needs QGIS. Install the Debian packages qgis and python3-qgis (sudo apt install qgis python3-qgis) and run make test-qgis again." >&2; exit 1; \
	fi

test-qgis: setup-dev qgis
	$(BIN)/python -m pytest -m slow tests/standards/test_qgis.py

# The tests start a PostgreSQL of their own with PostGIS; nothing is run as a service and nothing is kept.
postgres:
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's postgresql and postgresql-15-postgis-3 ..."; \
	  mkdir -p /etc/postgresql-common && { test -e /etc/postgresql-common/createcluster.conf || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf; }; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql postgresql-15-postgis-3 >/dev/null; \
	else \
	  echo "The tests of the PostGIS store need PostgreSQL with PostGIS. Install the Debian packages postgresql and postgresql-15-postgis-3 (sudo apt install postgresql postgresql-15-postgis-3) and run make test again." >&2; exit 1; \
	fi

# Spark runs on Java 17.
java:
	@if command -v java >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "Installing Debian's openjdk-17-jre-headless ..."; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null; \
	else \
	  echo "Spark needs Java 17. Install the Debian package openjdk-17-jre-headless and run make test-spark again." >&2; exit 1; \
	fi

# pyproject.toml names the dependencies; the requirement files repeat them for plain pip.
pins: $(VENV)/installed-dev
	$(BIN)/python -m tests.pins

# The parts of Streamlit's fonts that are used; a test tells when they are to be made anew.
fonts: setup-dev
	$(BIN)/python -m tests.fonts

# The lock of the tests is made first and binds the other, so that what is tested is what runs.
lock: pins
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCKED) requirements-dev.txt -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCKED) requirements.txt --constraint requirements-dev.lock -o requirements.lock

# One archive for machines without a network; test-bundle gives it a whole life in a namespace without a route.
bundle: setup
	@mkdir -p build
	$(BIN)/python -m deploy.bundle --out build

test-bundle: setup-dev
	$(BIN)/python -m pytest -m slow tests/bundle
	@cat build/bundle.json

# Asks for known weaknesses of what is locked; fails where it could not ask. Needs the internet.
audit: $(VENV)/installed
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/python -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock

# Asks whether every part has a ready wheel on each platform we name (glibc 2.28 is that of Kylin V10 and openEuler 20.03).
PLATFORMS := x86_64-manylinux_2_28 aarch64-manylinux_2_28
platforms: $(VENV)/installed
	$(BIN)/python -m pip install --quiet uv
	@for platform in $(PLATFORMS); do for version in 3.11 3.12 3.13; do \
	  $(BIN)/uv pip compile --quiet --no-header --only-binary :all: --python-platform $$platform \
	    --python-version $$version requirements.txt > /dev/null || exit 1; \
	  echo "$$platform, Python $$version: a wheel of every part"; done; done

clean:
	rm -rf $(VENV) .store .cache build node_modules
