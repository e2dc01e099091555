# make demo   the whole story on the example, into demo/
# make test   every check and test
# make lint   style, types, directions of imports
# make bench  speed, beside peers in the same run
.PHONY: demo test lint bench setup setup-test setup-bench catalogues schemas clean

PY := .venv/bin/python

demo: setup
	rm -rf demo
	.venv/bin/thidua demo demo

test: setup-test lint
	$(PY) -m pytest -n 2 --dist loadgroup

lint: setup-test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

bench: setup-bench
	$(PY) -m benchmarks

# Gather every sentence, carry over the translations that stand, compile.
catalogues: setup-test
	$(PY) tools/catalogues.py

# Write the JSON Schemas of the rule files, which editors complete and check by.
schemas: setup-test
	$(PY) tools/schemas.py

setup:
	@sh tools/setup.sh demo

setup-test:
	@sh tools/setup.sh test

setup-bench:
	@sh tools/setup.sh bench

clean:
	rm -rf demo dist .venv .tools .mypy_cache .ruff_cache .hypothesis
