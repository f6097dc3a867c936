# Everything a newcomer needs: make run, make test. `make help` lists the rest.
SHELL := /bin/bash
TARGET := $(or $(CARGO_TARGET_DIR),target)

# brew keeps PostgreSQL's programs out of the way.
ifeq ($(shell uname),Darwin)
export PATH := $(shell brew --prefix postgresql@16 2>/dev/null)/bin:$(PATH)
endif

.PHONY: run test check bench canary faults fuzz drill audit sbom fmt assets clean help

run: ## start everything with a private PostgreSQL and demo cases on 127.0.0.1:8080; Ctrl-C stops it
	@scripts/install-needs run
	@scripts/assets || [ -z "$$REQUIRE_ASSETS" ]
	@cargo build --release --locked -p smv-cert-server
	@SMV_CERT_MODE=$${SMV_CERT_MODE:-demo} exec $(TARGET)/release/smv-cert serve

test: ## run all tests against a throwaway PostgreSQL
	@scripts/install-needs test
	@scripts/assets
	@cargo run -q --locked -p smv-cert-local-postgres --bin with-postgres -- cargo test --workspace --locked

check: ## format, dependency rules, lints, sizes, licences, generated files, deployment files
	@scripts/install-needs run
	@scripts/assets
	@scripts/check

bench: ## the benchmarks beside their yardsticks, as a table
	@scripts/install-needs bench
	@scripts/assets
	@scripts/bench

canary: ## search all that a thief could take for words of 1,000 reports, without and with a fault on purpose
	@scripts/install-needs test
	@scripts/assets
	@scripts/canary

faults: ## kill, flood, starve and fill up the program, and look whether anything acknowledged is lost; ONLY=points for some
	@scripts/install-needs faults
	@scripts/assets
	@scripts/faults $(addprefix faults::,$(ONLY))

fuzz: ## call a served demonstration at random from openapi.yaml, 10,000 times; CASES=1000 for fewer
	@scripts/install-needs run
	@scripts/fuzz-contract $(or $(CASES),10000)

drill: ## back up 100,000 reports and restore them on an empty machine, with the clock running; CASES=1000 for fewer
	@scripts/install-needs run
	@cargo build --release --locked -p smv-cert-server
	@scripts/drill $(or $(CASES),100000)

audit: ## look for advisories against our dependencies in the copy of rustsec/advisory-db that ADVISORY_DB names
	@scripts/install-needs run
	@scripts/audit

sbom: ## write what the program is made of to target/sbom/, as CycloneDX
	@scripts/install-needs run
	@scripts/sbom

fmt: ## format the Rust code
	@cargo fmt --all

assets: ## bring the design system's files into web/vendor
	@scripts/install-needs run
	@scripts/assets

clean: ## remove what was built and downloaded; the data in ./var stays
	@cargo clean
	@rm -rf web/vendor web/node_modules tests/browser/node_modules tests/oidc/node_modules

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 14
