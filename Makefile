PYTHON ?= python3
BIN := .venv/bin
export GRADIO_ANALYTICS_ENABLED = False

.PHONY: chat test bench reader parsing clean

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
TRAIN = $(BIN)/python -m qa.training.train --data $(DATA)/qa --news $(NEWS)
reader: .venv/chat ## train the reader from scratch on the public sets in DATA, pack and calibrate it
	$(TRAIN) --out runs/first --epochs 2.05
	$(TRAIN) --out runs/second --start runs/first --clozes 8000 --epochs 0.6 --rate 1.5e-4 --seed 11
	$(TRAIN) --out runs/third --start runs/first runs/second --clozes 6000 --near 0.7 --epochs 1 \
		--rate 1.5e-4 --seed 21
	$(BIN)/python -m qa.training.export --run runs/first runs/second runs/third --to runs/mean
	$(TRAIN) --out runs/fourth --start runs/mean --share 0.15 --near 0.3 --asked 1 --epochs 0.85 \
		--rate 1.5e-4 --seed 31
	$(BIN)/python -m qa.training.export --run runs/mean runs/fourth
	$(BIN)/python -m qa.training.asked --news $(NEWS) --to runs/asked.json
	$(BIN)/python -m qa.training.calibrate --questions 100 \
		--squad runs/asked.json $(DATA)/qa/cmrc2018_trial.json

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
