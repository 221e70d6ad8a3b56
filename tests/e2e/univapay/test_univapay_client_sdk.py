"""The gateway's own client for Python, `univapay-client-sdk`, against the sandbox."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from univapayclientsdk.http.auth.oauth_2 import BearerAuthCredentials
from univapayclientsdk.models.charge_capture_request import ChargeCaptureRequest
from univapayclientsdk.models.charge_create_request import ChargeCreateRequest
from univapayclientsdk.models.refund_create_request import RefundCreateRequest
from univapayclientsdk.models.token_create_card_data import TokenCreateCardData
from univapayclientsdk.models.transaction_token_create_request import TransactionTokenCreateRequest
from univapayclientsdk.univapay_client_sdk_client import UnivapayClientSdkClient


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    command = [os.environ["KAIKEI_BIN"], "sandbox", "--seed", "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        keys = json.loads(program.stdout.readline())
        credentials = BearerAuthCredentials(secret_key=keys["univapay_secret"], jwt_token=keys["univapay_jwt"])
        yield UnivapayClientSdkClient(base_url=keys["univapay_base_url"], bearer_auth_credentials=credentials)
        program.terminate()


def test_creates_charges_captures_refunds_and_reads_back(client: Any) -> None:
    card = TokenCreateCardData("4000020000000000", "12", "2030", cardholder="TARO YAMADA", cvv="123")
    request = TransactionTokenCreateRequest("card", "recurring", card, email="taro@example.com")
    token = client.transaction_tokens.create_transaction_token(request).body

    answer = client.charges.create_charge(body=ChargeCreateRequest(token.id, 1000, "JPY", capture=False))
    # A fault of the client: the "automatic" idempotency key is not sent, so the charge is not protected.
    assert "Idempotency-Status" not in answer.headers
    created = answer.body
    assert created.status == "pending"
    store, charge = created.store_id, created.id
    assert client.charges.poll_charge(store, charge).body.status == "authorized"
    assert client.charges.capture_charge(store, charge, body=ChargeCaptureRequest(800, "JPY")).status_code == 200

    refund = client.refunds.create_refund(store, charge, RefundCreateRequest(300, "JPY", "customer_request")).body
    assert client.refunds.poll_refund(store, charge, refund.id).body.status == "successful"

    done = client.charges.get_charge(store, charge).body
    assert (done.status, done.charged_amount, done.requested_amount) == ("successful", 800, 1000)


def test_a_key_that_is_given_protects(client: Any) -> None:
    card = TokenCreateCardData("4000020000000000", "12", "2030", cardholder="TARO YAMADA", cvv="123")
    request = TransactionTokenCreateRequest("card", "recurring", card, email="taro@example.com")
    token = client.transaction_tokens.create_transaction_token(request).body
    order = ChargeCreateRequest(token.id, 700, "JPY")
    first = client.charges.create_charge(idempotency_key="order-7", body=order)
    again = client.charges.create_charge(idempotency_key="order-7", body=order)
    assert first.headers["Idempotency-Status"] == "successfully_stored"
    assert again.headers["Idempotency-Status"] == "retrieved_idempotent_response"
    assert again.body.id == first.body.id
