# `make help` lists the targets. The help text of each follows `##`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:

DOTNET ?= dotnet
ARGS ?=
# Version and timestamp of the packages: the version of the sources and the time of the commit.
VERSION := $(shell sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
# The commit, which the image names.
REVISION ?= $(shell git rev-parse HEAD 2>/dev/null)
# Duration of the soak test, and of each measurement of the fleet.
SOAK_SECONDS ?= 600
FLEET_SECONDS ?= 60
PACKAGES ?= artifacts/packages
CONTENTS ?= nfpm.yaml
IMAGES ?= artifacts/images
# The maintainer of the packages: set it to the name and address of the publisher. The domain of the default is reserved
# (RFC 2606).
MAINTAINER ?= The wattd authors <wattd@wattd.invalid>
# Where the project lives and where its users report bugs: addresses that the packages, the manual pages and
# the image name. Empty: none.
HOMEPAGE ?=
BUGS ?=
export VERSION SOURCE_DATE_EPOCH MAINTAINER HOMEPAGE BUGS
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# Where artifacts/dnf is published: the address that its wattd.repo contains. Empty: the folder itself.
export DNF_URL ?=

# Reproducible builds: the linker is fixed, even if the machine also has clang, and the symbols contain no line numbers,
# because the logging generator emits its classes in a varying order.
publish := -p:ContinuousIntegrationBuild=true -p:DebugType=none -p:NativeDebugSymbols=true
publish_linux-x64 := -p:CppCompilerAndLinker=gcc
publish_linux-arm64 := -p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: linux-x64 ## Build the daemon and its symbols for this machine: artifacts/linux-x64/wattd

# A binary that did not change is not replaced: checks that run at the same time may be using it.
.PHONY: linux-x64 linux-arm64
linux-x64: sdk linker ## Build for x86-64
linux-arm64: sdk ## Build for arm64 on any machine (requires clang, lld and the arm64 cross tools)
linux-x64 linux-arm64:
	$(DOTNET) publish src/Wattd -r $@ -v quiet $(publish) $(publish_$@)
	@cmp -s artifacts/publish/Wattd/release_$@/wattd artifacts/$@/wattd || \
	  install -D -m 755 -t artifacts/$@ artifacts/publish/Wattd/release_$@/wattd
	@install -D -m 644 -t artifacts/$@ artifacts/publish/Wattd/release_$@/wattd.dbg

.PHONY: run
run: build ## Build and run wattd; ARGS="--cpu.interval 50ms" passes settings
	@exec packaging/run-here artifacts/linux-x64/wattd $(ARGS)

.PHONY: test
test: sdk ## Install the tools as root, build, and run all tests; the last line is the summary
	@tests/tools
	@$(MAKE) --no-print-directory build
	@tests/run

.PHONY: packages
packages: install-tools ## Build .deb and .rpm packages for amd64 and arm64 in artifacts/packages
	@$(MAKE) --no-print-directory linux-x64
	@$(MAKE) --no-print-directory linux-arm64
	@$(MAKE) --no-print-directory pack

# Uses nfpm if it is on the PATH, otherwise packaging/pack, which has the same command line. Symbols are separate files.
.PHONY: pack
pack: ## Build packages from existing binaries
	@packaging/prepare
	@mkdir -p $(PACKAGES)
	@packer=$$(command -v nfpm || echo packaging/pack); \
	pack() { for packager in deb rpm; do ARCH=$$1 RID=$$2 $$packer package -f $(CONTENTS) -p $$packager -t $(PACKAGES) || return; done; }; \
	pack amd64 linux-x64 & pack arm64 linux-arm64 && wait $$!
	@install -m 644 artifacts/linux-x64/wattd.dbg $(PACKAGES)/wattd_$(VERSION)_amd64.dbg
	@install -m 644 artifacts/linux-arm64/wattd.dbg $(PACKAGES)/wattd_$(VERSION)_arm64.dbg

.PHONY: dnf-repo
dnf-repo: packages ## Create a signed dnf repository of the packages in artifacts/dnf; KEY=ID selects your signing key
	@packaging/dnf-repo $(PACKAGES) artifacts/dnf $(KEY)

.PHONY: apt-repo
apt-repo: packages ## Create a signed apt repository of the packages in artifacts/apt; KEY=ID selects your signing key
	@packaging/apt-repo $(PACKAGES) artifacts/apt $(KEY)

.PHONY: image
image: install-tools ## Build the OCI image for amd64 and arm64, and archives for docker load, in artifacts/images
	@$(MAKE) --no-print-directory linux-x64
	@$(MAKE) --no-print-directory linux-arm64
	@$(MAKE) --no-print-directory pack-image

.PHONY: pack-image
pack-image: ## Build the image from existing binaries
	@packaging/image/root amd64 & packaging/image/root arm64 && wait $$!
	@REVISION=$(REVISION) packaging/image/build $(IMAGES)

.PHONY: e2e
e2e: apt-repo ## Test the packages in a Debian container booted with systemd (as root)
	@tests/checks/systemd

# With a key also the repositories, which keep the packages of earlier releases.
.PHONY: release
release: install-tools ## Build the files of a release in artifacts/release; KEY=ID signs them and the repositories
	@$(MAKE) --no-print-directory packages
	@$(MAKE) --no-print-directory image
	@rm -rf artifacts/release
	@packaging/release $(PACKAGES) $(IMAGES) artifacts/image artifacts/release $(KEY)
	@$(if $(KEY),packaging/apt-repo $(PACKAGES) artifacts/apt $(KEY))
	@$(if $(KEY),packaging/dnf-repo $(PACKAGES) artifacts/dnf $(KEY))

.PHONY: soak
soak: install-tools ## Scrape a loaded node with Prometheus and VictoriaMetrics for SOAK_SECONDS; writes docs/soak.md
	@$(MAKE) --no-print-directory build
	@tests/soak/soak --seconds $(SOAK_SECONDS) --document docs/soak.md

.PHONY: fleet
fleet: install-tools ## Scrape a thousand simulated nodes, FLEET_SECONDS per scraper; writes the figures in docs/fleet.md
	@$(MAKE) --no-print-directory build
	@tests/soak/fleet --seconds $(FLEET_SECONDS) --document docs/fleet.md

.PHONY: bench
bench: build ## Benchmark wattd in an hour: docs/performance.md; QUICK=1 is short, ROWS=cpu,memory selects rows
	@bench/tools
	@bench/run $(if $(QUICK),--quick) $(if $(ROWS),--only $(ROWS))

.PHONY: docs
docs: sdk ## Regenerate the golden files and the generated documents
	UPDATE_GOLDEN=1 $(DOTNET) run --project tests/Wattd.Tests

.PHONY: screenshots
screenshots: sdk ## Update the images in docs/screenshots (requires chromium-headless-shell)
	SCREENSHOTS=1 $(DOTNET) run --project tests/Wattd.Tests -- -class Wattd.Tests.Readings.ScreenshotTests

.PHONY: dashboards
dashboards: install-tools ## Draw the Grafana dashboards in artifacts/dashboards (requires chromium-headless-shell)
	@tests/deploy/draw-dashboards

.PHONY: lint
lint: sdk ## Check the formatting and the style rules
	$(DOTNET) format Wattd.slnx --verify-no-changes
	git grep -lE '^#!/bin/(ba)?sh' | xargs shellcheck

.PHONY: format
format: sdk ## Format the sources
	$(DOTNET) format Wattd.slnx

.PHONY: install-tools
install-tools: ## Install the tools for building and testing (Debian and Ubuntu, as root)
	@tests/tools

.PHONY: clean
clean: ## Remove all build output
	rm -rf artifacts

.PHONY: linker
linker: ## Install the linker for native compilation (Debian and Ubuntu, as root)
	@tests/tools build

.PHONY: sdk
sdk:
	@$(DOTNET) --version >/dev/null 2>&1 || { echo "wattd builds with the .NET 10 SDK:" \
	  "Debian: add Microsoft's feed (https://learn.microsoft.com/dotnet/core/install/linux-debian), then apt install dotnet-sdk-10.0;" \
	  "Ubuntu: apt install dotnet-sdk-10.0; Fedora: dnf install dotnet-sdk-10.0." >&2; exit 1; }
