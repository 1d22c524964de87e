# `make demo` is the whole thing on one machine; `make help` lists the rest.
export SWIFT_DETERMINISTIC_HASHING := 1
AKE_LAB := .build/debug/ake-lab

.PHONY: help build demo demo-keep lab-up lab-down lab-status test lint format

help:
	@echo "make demo       install what is missing, build, show an Ingress become an address, and clean up"
	@echo "make demo-keep  the same, and leave the lab running"
	@echo "make lab-down   end the lab"
	@echo "make lab-status what runs"
	@echo "make test       every test that CI runs"
	@echo "make lint       swift format, strictly; luacheck"
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

lint:
	@tools/lint.sh
	cd nginx && luacheck --quiet .

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests
