PYTHON ?= python3
BIN := .venv/bin
export GRADIO_ANALYTICS_ENABLED = False

.PHONY: chat test bench reader retriever parsing clean

chat: .venv/chat ## build the archive in seeds/ where needed and serve it on http://127.0.0.1:7860
	$(BIN)/archive-qa build --if-changed seeds
	$(BIN)/archive-qa serve --archive seeds

test: .venv/test ## lint, types, unit tests, and the page in a real browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: .venv/bench ## beside Haystack and txtai, on seeds/ or, say, BENCH="--squad FILE --limit 100"
	$(BIN)/python -m qa.evaluation.bench $(BENCH)

NEWS = $(DATA)/news/peoples_daily_2026_apr_jul.jsonl.xz
PY = $(BIN)/python -m
QA = $(DATA)/qa
AGENCY = $(DATA)/news/crud_news.jsonl.xz
MIX = $(PY) qa.training.mix --data $(QA) --news $(NEWS) $(AGENCY) --near 0.4
TRAIN = $(PY) qa.training.train
PAIRS = $(PY) qa.training.pairs
reader: .venv/chat ## train the reader from scratch on DATA, pack and calibrate it: for a GPU
	mkdir -p runs
	$(PY) qa.training.corpus --texts $(NEWS) --to runs/daily.npy
	$(PY) qa.training.corpus --texts $(AGENCY) --every 2 --to runs/agency.npy
	$(PY) qa.training.pretrain --tokens runs/daily.npy runs/agency.npy --epochs 2 --out runs/pretrained
	for seed in 71 72; do $(MIX) --clozes 6000 --asked 1 --seed $$seed --to runs/all$$seed.npz; done
	for seed in 73 74; do $(MIX) --clozes 6000 --seed $$seed --to runs/public$$seed.npz; done
	for seed in 73 74; do $(MIX) --share 0 --asked 1 --seed $$seed --to runs/asked$$seed.npz; done
	$(TRAIN) --windows runs/*7?.npz --start runs/pretrained --out runs/first --batch 192 --rate 5e-4 --seed 1
	$(TRAIN) --windows runs/*7?.npz --start runs/first --out runs/b1 --epochs 0.552 --seed 2
	$(TRAIN) --windows runs/*7?.npz --start runs/first --out runs/b2 --epochs 0.552 --seed 3 --dropout 0.1
	$(TRAIN) --windows runs/public7?.npz --start runs/first --out runs/b3 --epochs 1.834 --seed 4 --dropout 0.1
	$(TRAIN) --windows runs/asked7?.npz --start runs/first --out runs/b4 --epochs 2.483 --seed 5 --dropout 0.1
	$(PY) qa.training.export --run runs/b1 runs/b2 runs/b3 runs/b4
	$(PY) qa.training.asked --news $(NEWS) $(AGENCY) --until 12517 --to runs/asked_tune.json
	$(PY) qa.training.calibrate --questions 200 --squad runs/asked_tune.json $(QA)/cmrc2018_trial.json

retriever: .venv/chat ## fit the encoder to questions on DATA: for a GPU
	mkdir -p runs
	$(PY) qa.training.asked --news $(NEWS) $(AGENCY) --train --to runs/asked_train.json
	$(PAIRS) --squad $(QA)/cmrc2018_train.json --to runs/pairs1.npz
	$(PAIRS) --squad $(QA)/drcd_dev.json --to runs/pairs2.npz
	$(PAIRS) --squad runs/asked_train.json --to runs/pairs3.npz
	$(PAIRS) --squad $(QA)/cmrc2018_trial.json --to runs/held.npz
	$(PY) qa.training.retriever --pairs runs/pairs?.npz --held runs/held.npz --out embeddings/weights

parsing: .venv/chat ## how well pages become articles: July of a daily from DATA, its dates, its HTML
	$(BIN)/python -m qa.evaluation.pages --news $(NEWS) --months 2026-07 --pages 120
	$(BIN)/python -m qa.evaluation.dates --news $(NEWS) --gold tests/fixtures/dates.jsonl \
		--from 2026-07 --to 2026-07
	$(BIN)/python -m qa.evaluation.epaper --pages $(DATA)/news/epaper_html --news $(NEWS)

.venv/chat: pyproject.toml constraints.txt
	@echo "setting up .venv (the first time this downloads about 300 MB) ..."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --progress-bar on -c constraints.txt -e .
	@touch $@

.venv/test: .venv/chat
	$(BIN)/python -m pip install --progress-bar on -c constraints.txt -e '.[dev]'
	@touch $@

.venv/bench: .venv/chat
	$(BIN)/python -m pip install --progress-bar on -c constraints.txt -e '.[bench]'
	@touch $@

clean: ## remove the environment; built archives and the cached model stay
	rm -rf .venv
