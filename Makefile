# `make demo` is the whole thing on one machine; `make help` lists the rest.
export SWIFT_DETERMINISTIC_HASHING := 1
AKE_LAB := .build/debug/ake-lab

.PHONY: help build demo demo-keep lab-up lab-down lab-status test test-sanitizers bench-runtime lint format docs reference

help:
	@echo "make demo       install what is missing, build, show an Ingress become an address, and clean up"
	@echo "make demo-keep  the same, and leave the lab running"
	@echo "make lab-down   end the lab"
	@echo "make lab-status what runs"
	@echo "make test       every test that CI runs"
	@echo "make test-sanitizers  the libraries' tests under ThreadSanitizer, then AddressSanitizer (about an hour)"
	@echo "make bench-runtime  client and runtime against curl, kubectl and the Python client (ARGUMENTS=\"--rounds 3\")"
	@echo "make lint       swift format, strictly; luacheck, ruff, shellcheck"
	@echo "make docs       the libraries' documentation by DocC, into .build-docs"
	@echo "make reference  docs/reference, from the code"
	@echo "make build      the programs"

build:
	swift build --disable-index-store $(if $(shell command -v ld.lld),-Xswiftc -use-ld=lld)

demo:
	@lab/prepare.sh && $(AKE_LAB) demo

demo-keep:
	@lab/prepare.sh && $(AKE_LAB) demo --keep

lab-up:
	@lab/prepare.sh && $(AKE_LAB) up

lab-down:
	@$(AKE_LAB) down

lab-status:
	@$(AKE_LAB) status

test:
	@lab/test.sh

test-sanitizers:
	@tools/sanitize.sh

bench-runtime:
	@benchmarks/run.sh $(ARGUMENTS)

docs: build
	@tools/docs.sh

reference:
	@tools/reference.sh

lint:
	@tools/lint.sh
	cd nginx && luacheck --quiet .

format:
	git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 swift format --in-place --parallel
