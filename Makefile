# `make help` lists the targets: each has its line of help behind `##`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:

DOTNET ?= dotnet
ARGS ?=
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

# The linker is named so that a machine with clang and one without make the same bytes.
publish_linux-x64 := -p:CppCompilerAndLinker=gcc
publish_linux-arm64 := -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: linux-x64 ## Build the daemon for this machine: artifacts/linux-x64/wattd, its symbols beside it

.PHONY: linux-x64 linux-arm64
linux-x64: sdk ## Build for x86-64
linux-arm64: sdk ## Build for arm64, on any machine (needs clang, lld and the arm64 cross tools)
linux-x64 linux-arm64:
	$(DOTNET) publish src/Wattd -r $@ -v quiet -p:ContinuousIntegrationBuild=true $(publish_$@)
	@install -D -m 755 -t artifacts/$@ artifacts/publish/Wattd/release_$@/wattd
	@install -D -m 644 -t artifacts/$@ artifacts/publish/Wattd/release_$@/wattd.dbg

.PHONY: run
run: build ## Build and run wattd here; ARGS="--cpu.interval 50ms" passes settings
	@exec packaging/run-here artifacts/linux-x64/wattd $(ARGS)

.PHONY: test
test: sdk ## Install the tools as root, build, run every test; the last line counts them all
	@tests/tools
	@$(MAKE) --no-print-directory build
	@tests/run

.PHONY: docs
docs: sdk ## Write the golden files and the generated documents anew
	UPDATE_GOLDEN=1 $(DOTNET) run --project tests/Wattd.Tests

.PHONY: lint
lint: sdk ## Fail where the sources are not formatted or a rule of style is broken
	$(DOTNET) format Wattd.slnx --verify-no-changes
	git grep -lE '^#!/bin/(ba)?sh' | xargs shellcheck

.PHONY: format
format: sdk ## Format the sources
	$(DOTNET) format Wattd.slnx

.PHONY: install-tools
install-tools: ## Install what building and testing need (Debian and Ubuntu, as root)
	@tests/tools

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf artifacts

.PHONY: sdk
sdk:
	@$(DOTNET) --version >/dev/null 2>&1 || { echo "wattd builds with the .NET 10 SDK:" \
	  "Debian: add Microsoft's feed (https://learn.microsoft.com/dotnet/core/install/linux-debian), then apt install dotnet-sdk-10.0;" \
	  "Ubuntu: apt install dotnet-sdk-10.0; Fedora: dnf install dotnet-sdk-10.0." >&2; exit 1; }
