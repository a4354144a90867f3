# make run   answer a sample description, then serve the site on this machine
# make test  lint and test
# make quick what can be tested in two minutes: no training, no browser, no crawling
# make lint  ruff, mypy, import-linter
# make ray   test the Ray engine on a cluster of two nodes on this machine (installs Ray: 80 MB)
# make train train the packaged model again (needs ../shared/corpus; four hours on two cores)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
SHARED ?= ../shared
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test quick ray lint train clean
.DEFAULT_GOAL := run

run: .venv/web.stamp
	@$(BIN)/bookgenre demo --once
	@echo
	@$(BIN)/bookgenre serve --or-next

# Two processes of tests more than there are cores, as tests wait for servers, browsers and clocks half of their time, and one
# thread of PyTorch and BLAS for each. Each begins with tests that lie side by side, so that few fixtures are made twice, and
# takes over others' when it has none left. More than four would need more memory than many machines have.
PROCESSES = $(shell $(PYTHON) -c "import os; print(min(4, os.cpu_count() + 2))")
PYTEST = OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses $(PROCESSES) --dist worksteal

# The Space has processes of its own: what Scrapy's zope.interface leaves on classes stops Gradio.
test: lint
	@sh tests/web/browser/install_chromium.sh
	@sh deploy/install_nginx.sh || echo "the tests of nginx are skipped"
	$(PYTEST) --ignore tests/space
	$(PYTEST) tests/space

quick: .venv/dev.stamp
	$(BIN)/ruff check .
	$(PYTEST) -q -m "not slow" $(QUICK)

QUICK := tests/genres tests/text tests/files tests/covers tests/classifier tests/web/test_api.py tests/web/test_pages.py \
	tests/test_errors.py tests/test_recommender.py tests/formats tests/test_packaged_model.py tests/test_figures.py tests/cli/test_predict.py \
	tests/cli/test_genres.py tests/cli/test_cover.py tests/training/decide/test_thresholds.py tests/training/data/test_label_arrays.py

ray: .venv/dev.stamp
	$(PIP) 'ray[data]'
	$(BIN)/pytest -q tests/catalogue/engines/test_ray.py

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The first edition's network and three more passes, each of which starts from the mean of the passes before.
train: .venv/dev.stamp runs/third-mean/model.onnx
	$(BIN)/bookgenre linear recipes/fourth.toml
	$(BIN)/bookgenre teach recipes/fourth.toml
	$(BIN)/bookgenre train recipes/fourth.toml
	$(BIN)/bookgenre export runs/fourth --linear runs/fourth-linear --start runs/third-mean --trained-share 0.3 \
		--recipe recipes/fourth.toml $(EXPORT) --out src/bookgenre/model
	$(BIN)/bookgenre evaluate src/bookgenre/model --card --data $(SHARED)/corpus/test.jsonl.gz

runs/third-mean/model.onnx: runs/mean/model.onnx
	$(BIN)/bookgenre linear recipes/third.toml
	$(BIN)/bookgenre teach recipes/third.toml
	$(BIN)/bookgenre train recipes/third.toml
	$(BIN)/bookgenre export runs/third --linear runs/third-linear --start runs/mean --trained-share 0.6 \
		--recipe recipes/third.toml $(EXPORT) --out runs/third-mean

runs/mean/model.onnx: runs/first/model.onnx
	$(BIN)/bookgenre linear recipes/second.toml
	$(BIN)/bookgenre teach recipes/second.toml
	$(BIN)/bookgenre train recipes/second.toml
	$(BIN)/bookgenre export runs/second --linear runs/second-linear --start runs/first --recipe recipes/second.toml \
		$(EXPORT) --out runs/mean

EXPORT = --window 512 --leave-out data/near-duplicates.txt --validation $(SHARED)/corpus/validation.jsonl.gz $(MIXTURE)

MIXTURE := $(foreach part,a b c d e f,--mixture data/written/validation-$(part).jsonl)

# The first edition's model, which the second starts from, as the history of this repository holds it.
runs/first/model.onnx:
	mkdir -p runs/first
	git archive 55cbd27 src/bookgenre/model | tar -x -C runs/first --strip-components 3

.venv/python.stamp:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/web.stamp: .venv/python.stamp pyproject.toml
	$(PIP) --editable '.[web]'
	@touch $@

# PyTorch goes first and alone: what comes after it must take this build and not another.
.venv/dev.stamp: .venv/python.stamp pyproject.toml constraints.txt
	$(PIP) torch
	$(PIP) --editable '.[dev,train,collect,corpus,covers,catalogue,web,redis,space]'
	@touch $@ .venv/web.stamp

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist evaluation
