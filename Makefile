# `make help` lists the targets: each has its line of help behind `##`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:

DOTNET ?= dotnet
ARGS ?=
# What the packages are stamped with: the version of the sources, the time of the commit.
VERSION := $(shell sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
# How long a soak is, and each measurement of the fleet.
SOAK_SECONDS ?= 600
FLEET_SECONDS ?= 60
PACKAGES ?= artifacts/packages
CONTENTS ?= nfpm.yaml
# Whom the packages name: set it to the name and address of whoever publishes them. The default's domain is one that
# nobody can own (RFC 2606), so that it never names a stranger.
MAINTAINER ?= The wattd authors <wattd@wattd.invalid>
export VERSION SOURCE_DATE_EPOCH MAINTAINER
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

# The same commit makes the same bytes: the linker is named, whether or not the machine has clang too, and no line numbers
# go into the symbols, since the logging generator writes its classes in another order each time.
publish := -p:ContinuousIntegrationBuild=true -p:DebugType=none -p:NativeDebugSymbols=true
publish_linux-x64 := -p:CppCompilerAndLinker=gcc
publish_linux-arm64 := -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: linux-x64 ## Build the daemon for this machine: artifacts/linux-x64/wattd, its symbols beside it

.PHONY: linux-x64 linux-arm64
linux-x64: sdk linker ## Build for x86-64
linux-arm64: sdk ## Build for arm64, on any machine (needs clang, lld and the arm64 cross tools)
linux-x64 linux-arm64:
	$(DOTNET) publish src/Wattd -r $@ -v quiet $(publish) $(publish_$@)
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

.PHONY: packages
packages: install-tools ## Make the .deb and .rpm packages for amd64 and arm64 in artifacts/packages
	@$(MAKE) --no-print-directory linux-x64
	@$(MAKE) --no-print-directory linux-arm64
	@$(MAKE) --no-print-directory pack

# With nfpm where it is on the PATH, else with our packer, which takes the same command line. Symbols stay beside them.
.PHONY: pack
pack: ## Make the packages of the binaries that are there
	@packaging/prepare
	@mkdir -p $(PACKAGES)
	@packer=$$(command -v nfpm || echo packaging/pack); \
	for packager in deb rpm; do \
	  ARCH=amd64 RID=linux-x64 $$packer package -f $(CONTENTS) -p $$packager -t $(PACKAGES); \
	  ARCH=arm64 RID=linux-arm64 $$packer package -f $(CONTENTS) -p $$packager -t $(PACKAGES); \
	done
	@install -m 644 artifacts/linux-x64/wattd.dbg $(PACKAGES)/wattd_$(VERSION)_amd64.dbg
	@install -m 644 artifacts/linux-arm64/wattd.dbg $(PACKAGES)/wattd_$(VERSION)_arm64.dbg

.PHONY: apt-repo
apt-repo: packages ## Make a signed apt repository of the packages in artifacts/apt; KEY=ID signs with a key of yours
	@packaging/apt-repo $(PACKAGES) artifacts/apt $(KEY)

.PHONY: e2e
e2e: apt-repo ## Install and run the packages in a Debian booted with systemd (as root)
	@tests/checks/systemd

.PHONY: soak
soak: install-tools ## Prometheus and VictoriaMetrics on a loaded node for SOAK_SECONDS; writes docs/soak.md
	@$(MAKE) --no-print-directory build
	@tests/soak/soak --seconds $(SOAK_SECONDS) --document docs/soak.md

.PHONY: fleet
fleet: install-tools ## A thousand nodes on one machine, FLEET_SECONDS a scraper; writes the figures in docs/fleet.md
	@$(MAKE) --no-print-directory build
	@tests/soak/fleet --seconds $(FLEET_SECONDS) --document docs/fleet.md

.PHONY: bench
bench: build ## Measure wattd beside its peers in an hour: docs/performance.md; QUICK=1 is short, ROWS=cpu,memory these alone
	@bench/tools
	@bench/run $(if $(QUICK),--quick) $(if $(ROWS),--only $(ROWS))

.PHONY: docs
docs: sdk ## Write the golden files and the generated documents anew
	UPDATE_GOLDEN=1 $(DOTNET) run --project tests/Wattd.Tests

.PHONY: screenshots
screenshots: sdk ## Take the pictures in docs/screenshots anew (needs chromium-headless-shell)
	SCREENSHOTS=1 $(DOTNET) run --project tests/Wattd.Tests -- -class Wattd.Tests.Readings.ScreenshotTests

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

.PHONY: linker
linker: ## Install what native compilation links with (Debian and Ubuntu, as root)
	@tests/tools build

.PHONY: sdk
sdk:
	@$(DOTNET) --version >/dev/null 2>&1 || { echo "wattd builds with the .NET 10 SDK:" \
	  "Debian: add Microsoft's feed (https://learn.microsoft.com/dotnet/core/install/linux-debian), then apt install dotnet-sdk-10.0;" \
	  "Ubuntu: apt install dotnet-sdk-10.0; Fedora: dnf install dotnet-sdk-10.0." >&2; exit 1; }
