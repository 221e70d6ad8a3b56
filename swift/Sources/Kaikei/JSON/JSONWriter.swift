/// Writes JSON text without blanks.
struct JSONWriter {
    private(set) var text = ""

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): write(string)
        case .array(let items):
            list("[", items, "]") { $0.write($1) }
        case .object(let object):
            list("{", object.members, "}") {
                $0.write($1.name)
                $0.text += ":"
                $0.write($1.value)
            }
        }
    }

    private mutating func list<Item>(
        _ begin: String, _ items: [Item], _ end: String, _ write: (inout Self, Item) -> Void
    ) {
        text += begin
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            write(&self, item)
        }
        text += end
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<"\u{20}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue {
    /// How deep lists and objects stand in each other, counted to `limit` at most: so deep that nothing overflows.
    func isDeeper(than limit: Int) -> Bool {
        var level = [self]
        for _ in 0..<limit {
            level = level.flatMap { value -> [JSONValue] in
                switch value {
                case .array(let items): items
                case .object(let object): object.members.map(\.value)
                default: []
                }
            }
            if level.isEmpty { return false }
        }
        return true
    }
}
