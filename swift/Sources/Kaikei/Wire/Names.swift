import Foundation

/// `customer_email` becomes `customerEmail`.
func camel(_ snake: some StringProtocol) -> String {
    var out = ""
    var upper = false
    for character in snake {
        if character == "_", !out.isEmpty {
            upper = true
        } else {
            out += upper ? character.uppercased() : String(character)
            upper = false
        }
    }
    return out
}

/// How an operation is called, and how its fields are named.
struct OperationInfo: Sendable {
    let name: String
    /// The parameter whose members stand in the body themselves: errors name them without it.
    var spread: String?

    /// A field's path as callers write it: `data.card_number` becomes `data.cardNumber`, but names in free JSON stay.
    func path<Parameters: WireInput>(_ wire: String, in parameters: Parameters) -> String {
        let free = Parameters.freeJSON
        let first = wire.prefix { $0 != "." && $0 != "[" }
        if let spread, free.contains(spread), !parameters.members.contains(where: { $0.0 == first }) { return wire }
        if free.contains(String(first)) { return camel(first) + wire.dropFirst(first.count) }
        return wire.split(separator: ".").map { camel($0) }.joined(separator: ".")
    }
}
