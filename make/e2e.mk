# A real browser and a real OAuth server: tests/e2e/README.md. Needs Node.js 20, and Debian for what is missing.
E2E := tests/e2e
CHROMIUM ?= /usr/bin/chromium
E2E_RUN := cd $(E2E) && CHROMIUM=$(CHROMIUM) \
	KAIKEI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/kaikei \
	node --test --test-reporter=spec --test-timeout=120000

.PHONY: e2e screenshots e2e-tools

## The browser and the OAuth server against the `kaikei` command and the packages.
e2e: e2e-tools python-build node-build
	@ln -sfn ../../../node $(E2E)/node_modules/kaikei
	$(E2E_RUN)
	$(PYTHON_BIN)/python -m pytest --quiet $(E2E)/oidc

## The pictures in docs/images, of the same pages that the tests visit.
screenshots: e2e-tools
	@test -n "$$(fc-list :lang=ja)" || $(E2E)/apt-install fonts-noto-cjk
	export UPDATE_SCREENSHOTS=1; $(E2E_RUN) browser/*.test.mjs

e2e-tools: $(E2E)/node_modules/.package-lock.json
	@test -x $(CHROMIUM) || $(E2E)/apt-install chromium
	$(CARGO) build --package kaikei-cli

# npm keeps this file beside what it installed.
$(E2E)/node_modules/.package-lock.json: $(E2E)/package-lock.json
	cd $(E2E) && npm ci
