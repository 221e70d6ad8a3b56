# A real browser and a real OAuth server: tests/e2e/README.md. Needs Node.js 20, and Debian for what is missing.
E2E := tests/e2e
CHROMIUM ?= /usr/bin/chromium
E2E_KAIKEI := KAIKEI_BIN=$(abspath $(or $(CARGO_TARGET_DIR),target))/debug/kaikei
E2E_VENV := target/e2e-venv
E2E_RUN := cd $(E2E) && CHROMIUM=$(CHROMIUM) $(E2E_KAIKEI) \
	node --test --test-reporter=spec --test-timeout=120000

.PHONY: e2e screenshots e2e-tools

## The browser and the OAuth server against the `kaikei` command and the packages.
e2e: e2e-tools $(E2E_VENV)/ready python-build node-build
	@ln -sfn ../../../node $(E2E)/node_modules/kaikei
	$(E2E_RUN)
	$(PYTHON_BIN)/python -m pytest --quiet $(E2E)/oidc
	$(E2E_KAIKEI) $(E2E_VENV)/bin/python -m pytest --quiet $(E2E)/univapay

## The pictures in docs/images, of the same pages that the tests visit.
screenshots: e2e-tools
	@test -n "$$(fc-list :lang=ja)" || $(E2E)/apt-install fonts-noto-cjk
	export UPDATE_SCREENSHOTS=1; $(E2E_RUN) browser/*.test.mjs

e2e-tools: $(E2E)/node_modules/.package-lock.json
	@test -x $(CHROMIUM) || $(E2E)/apt-install chromium
	$(CARGO) build --package kaikei-cli

# The clients of others are kept apart from what tests ours.
$(E2E_VENV)/ready: $(E2E)/univapay/requirements.txt
	@rm -rf $(E2E_VENV) && $(PYTHON) -m venv $(E2E_VENV)
	@$(E2E_VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# npm keeps this file beside what it installed.
$(E2E)/node_modules/.package-lock.json: $(E2E)/package-lock.json
	cd $(E2E) && npm ci
