//! A user's login with PKCE, with the randomness and the time filled in.

use std::sync::Arc;

use kaikei_core::Error;
use kaikei_core::engine::Exchange;
use kaikei_core::ito::{ExchangeCode, Login, LoginRequest, PendingLogin, Session};

use crate::{ItoJapan, TokenStore, driver, entropy};

impl ItoJapan {
    /// Begins a login: open `authorize_url` in the user's browser, and keep `pending` until it comes back.
    pub fn start_login(&self, request: &LoginRequest) -> Result<Login, Error> {
        self.gateway.start_login(request, &entropy()?, &entropy()?, self.core.driver.clock.now())
    }

    /// Ends a login with the URL that the browser came back to: exchanges the code, hands the tokens to the store,
    /// and returns a client that acts for the user.
    ///
    /// The code exchange is never repeated once sent. If the store fails, the tokens stay in memory, and the first call
    /// offers them to it again.
    pub async fn finish_login(
        &self,
        pending: &mut PendingLogin,
        redirect_url: &str,
        token_store: Option<Arc<dyn TokenStore>>,
    ) -> Result<ItoJapan, Error> {
        let code = pending.finish(redirect_url, self.core.driver.clock.now())?;
        self.exchange_code(&code, token_store).await
    }

    /// The second half of [`ItoJapan::finish_login`], for callers who checked the redirect URL with
    /// [`PendingLogin::finish`] before.
    pub async fn exchange_code(
        &self,
        code: &ExchangeCode,
        token_store: Option<Arc<dyn TokenStore>>,
    ) -> Result<ItoJapan, Error> {
        let clock = &self.core.driver.clock;
        let mut exchange = Exchange::new(&self.core.gateway, code, self.core.options.clone(), entropy()?)?;
        let answer = self.core.driver.run(&mut exchange).await?;
        let session = Session::from_answer(code.client_id(), &answer.body, clock.now())
            .map_err(|error| exchange.evidence(error, &answer))?;
        let tokens = session.tokens();
        let left = exchange.time_left(clock.now());
        let kept = driver::save(token_store.as_deref(), &tokens, left).await.is_ok();
        if kept {
            session.saved(&tokens);
        }
        Ok(self.with_session(session, token_store))
    }
}
