import Foundation
import Testing

@testable import Kaikei

@Suite struct JSONTests {
    @Test(arguments: [
        "0.1", "1e400", "12345678901234567890.123456789", "-0", "1.50", "1E-7",
        "123456789012345678901234567890123456789.5",
    ])
    func numbersKeepEveryDigit(_ number: String) throws {
        let text = #"{"a":[\#(number)]}"#
        let value = try JSONValue(parsing: text)
        #expect(value["a"]?[0]?.number?.text == number)
        #expect(value.text == text)
    }

    @Test func membersKeepTheirOrderAndTheLastOfTwoCounts() throws {
        let value = try JSONValue(parsing: #" { "z" : 1 , "a" : null , "z" : "\u00e9\n\ud83d\ude00\/" } "#)
        #expect(value.object?.names == ["z", "a"])
        #expect(value["z"]?.string == "é\n😀/")
        #expect(value.text == #"{"z":"é\n😀/","a":null}"#)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "01", "1.", ".5", "+1", "1e", "nul", "\"a", "\"\\u+123\"", "\"\\u-000\"",
        "\"\u{1}\"", "\"\\x\"", "1 2", "{a:1}",
        "NaN", "\"\\u12\"",
    ])
    func rubbishIsRefused(_ text: String) {
        #expect(throws: KaikeiError.self) { try JSONValue(parsing: text) }
    }

    @Test func deepParametersAreNotSigned() async {
        var deep = JSONValue.array([])
        for _ in 0..<20_000 { deep = .array([deep]) }
        let parameters = JSONObject([("custom", deep)])
        let error = await kaikeiError { _ = try signRequest(parameters, secretKey: "key") }
        #expect(error?.kind == .invalidRequest && error?.field == "parameters")
    }

    @Test func deepNestingIsRefusedAndDoesNotCrash() async throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: KaikeiError.self) { try JSONValue(parsing: deep) }
        var value: JSONValue = 1
        for _ in 0..<150 { value = [value] }
        let client = try userClient(FakeTransport { _ in me }, expiresAt: never)
        let error = await kaikeiError { _ = try await client.me.saveKyc(.init(values: ["a": value])) }
        #expect(error?.kind == .invalidRequest && error?.field == "parameters")
    }

    @Test func controlCharactersAreEscaped() throws {
        let value: JSONValue = ["a\"\\": "\u{1}\r\t\u{7f}"]
        #expect(value.text == #"{"a\"\\":"\u0001\r\t\#u{7f}"}"#)
        #expect(try JSONValue(parsing: value.text) == value)
    }

    @Test func foundationsCodersReadAndWriteIt() throws {
        let value: JSONValue = ["a": [1, true, nil, "x"], "b": .number(JSONNumber("12345678901234567890.125")!)]
        let data = try JSONEncoder().encode(value)
        let back = try JSONDecoder().decode(JSONValue.self, from: data)
        #expect(back["a"] == value["a"] && back["b"]?.number?.decimal == Decimal(string: "12345678901234567890.125"))
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(JSONValue.number(JSONNumber("1e400")!)) }
    }

    @Test(arguments: [
        ("0", "0"), ("-0.00", "0"), ("280.00", "280"), ("0.1", "0.1"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
        ("1234567890123456789012345678901234567800", "1234567890123456789012345678901234567800"), ("1e3", "1000"),
        ("-1.5E-3", "-0.0015"),
    ])
    func decimalsAreExact(_ text: String, _ printed: String) throws {
        #expect("\(try #require(Decimal(everyDigitOf: text)))" == printed)
    }

    @Test(arguments: [
        "1234567890123456789012345678901234567890.5", "999999999999999999999999999999999999999", "1e400", "1e-400", "",
        "5x", " 5", "1,5",
        "NaN", "0x10", "1e99999999999999999999",
    ])
    func decimalsThatWouldLoseADigitAreNone(_ text: String) {
        #expect(Decimal(everyDigitOf: text) == nil)
    }

    @Test func anAmountThatDecimalCannotHoldIsAnErrorAndStaysInRaw() throws {
        let wire = try JSONValue(parsing: #"{"balance":"1234567890123456789012345678901234567890.5","currency":"USD"}"#)
        #expect(throws: KaikeiError.self) { try ItoJapan.Balance(wire: wire) }
        do {
            _ = try ItoJapan.Balance(wire: wire)
        } catch let error as KaikeiError {
            #expect(error.kind == .invalidResponse && error.field == "Balance.balance")
        }
    }
}
