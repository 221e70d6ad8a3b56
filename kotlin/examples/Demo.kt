package jp.kaikei.examples

import jp.kaikei.ito.SaveMyKyc
import jp.kaikei.support.Sandbox
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import java.nio.file.Files

/** A user logs in against the sandbox, and looks at their account; the browser is played. */
fun main(): Unit =
    Sandbox().use { sandbox ->
        runBlocking {
            val folder = Files.createTempDirectory("kaikei-demo")
            val tokens = folder.resolve("tokens.json")
            println("The sandbox stands in for the gateway at ${sandbox.baseUrl}.")

            val user =
                logIn(sandbox.app(), sandbox.clientId, sandbox.redirectUri, tokens) { authorizeUrl ->
                    println("✓ the browser opens ${authorizeUrl.substringBefore('?')}, and the user signs in")
                    sandbox.signIn(authorizeUrl)
                }
            println("✓ logged in; the tokens are in a file that only its owner may read")

            val me = user.me.get()
            println("✓ me: ${me.email}, identity check: ${me.kycStatus}")
            val balance = user.me.balance()
            println("✓ balance: ${balance.balance} ${balance.currency}")
            println("✓ transactions: ${user.me.transactions().total}")
            println("✓ cards: ${user.me.cards().data.size}")

            val values =
                buildJsonObject {
                    put("first_name", "花子")
                    put("last_name", "山田")
                    put("date_of_birth", "1990-04-01")
                    put("nationality", "JP")
                    put("address", "丸の内1-1-1")
                    put("city", "千代田区")
                    put("postal_code", "100-0005")
                    put("country", "JP")
                    put("document_type", "passport")
                    put("document_number", "TK1234567")
                }
            println("✓ identity check: ${user.me.saveKyc(SaveMyKyc(values)).status}")
            println("✓ and submitted: ${user.me.submitKyc().status}")

            val card = user.me.issueCard()
            println("✓ a card was issued: ${card.brand} ending in ${card.last4}")
            val again =
                logIn(sandbox.app(), sandbox.clientId, sandbox.redirectUri, tokens) { error("no browser is needed") }
            println("✓ after a restart the user is still logged in: ${again.me.cards().data.size} card")

            Files.delete(tokens)
            Files.delete(folder)
        }
    }
