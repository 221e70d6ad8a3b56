"""`univapay-client-sdk`: it has no iterator, so the cursor is passed on by hand."""

import history
from univapayclientsdk.http.auth.oauth_2 import BearerAuthCredentials
from univapayclientsdk.univapay_client_sdk_client import UnivapayClientSdkClient

client = UnivapayClientSdkClient(
    base_url=history.URL,
    bearer_auth_credentials=BearerAuthCredentials(secret_key=history.SECRET, jwt_token=history.JWT),
)
rows = amount = 0
cursor = None
while True:
    page = client.transaction_history.list_transaction_history(limit=history.PAGE, cursor=cursor).body
    for row in page.items:
        rows += 1
        amount += row.amount
    if not page.has_more:
        break
    cursor = page.next_cursor
history.check(rows, amount)
