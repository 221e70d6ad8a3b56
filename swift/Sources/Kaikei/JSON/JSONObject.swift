/// A JSON object, whose members keep their order.
public struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One member.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// What it holds.
        public let value: JSONValue
    }

    /// The members in their order.
    public private(set) var members: [Member]

    /// An object with these members. A name that is there twice has its last value.
    public init(_ members: [(String, JSONValue)] = []) {
        self.members = []
        self.members.reserveCapacity(members.count)
        for (name, value) in members { self[name] = value }
    }

    /// An object with these members.
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }

    /// The member of this name. Setting `nil` takes it away.
    public subscript(name: String) -> JSONValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index] = Member(name: name, value: value)
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The names in their order.
    public var names: [String] { members.map(\.name) }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// For the parser, which looks for repeated names itself.
    init(parsed members: [Member]) { self.members = members }
}

extension JSONObject: CustomStringConvertible {
    /// The JSON text.
    public var description: String { JSONValue.object(self).text }
}
