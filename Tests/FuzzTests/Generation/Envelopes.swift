import EventContracts

/// CloudEvents envelopes, sound and unsound.
enum Envelopes {
    static func binary(around data: [UInt8], type: String, key: [UInt8]?, _ chance: inout Chance) -> Message {
        var headers = [
            Header("ce_specversion", "1.0"), Header("ce_id", "e-\(chance.below(5))"),
            Header("ce_source", "urn:titrate:x"),
            Header("ce_type", type), Header("ce_time", "2026-11-21T09:30:00.000Z"), Header("ce_subject", Canary.text),
            Header("ce_correlationid", "c"), Header("ce_causationid", "d"), Header("ce_entityid", "order:o-1"),
            Header("ce_revision", "4"), Header("ce_expirytime", "2026-11-21T09:31:00Z"),
            Header("content-type", "application/json"),
            Header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ]
        while chance.oneIn(2) { change(&headers, &chance) }
        return Message(key: key, value: chance.oneIn(100) ? nil : data, headers: headers)
    }

    private static func change(_ headers: inout [Header], _ chance: inout Chance) {
        guard !headers.isEmpty else { return }
        let place = chance.below(headers.count)
        switch chance.below(7) {
        case 0: headers.remove(at: place)
        case 1: headers.append(headers[place])
        case 2: headers[place].value = nil
        case 3: headers[place].value = Array(HostileValues.text(&chance).utf8)
        case 4: headers[place].value = Array(HostileValues.number(&chance).utf8)
        case 5: headers.append(Header("ce_\(HostileValues.text(&chance))", [0xFF, chance.byte()]))
        default:
            var value = headers[place].value ?? []
            ByteDamage.apply(to: &value, &chance)
            headers[place].value = value
            let count = chance.oneIn(50) ? chance.below(400) : 0
            headers += (0..<count).map { Header("ce_x\($0)", Canary.text) }
        }
    }

    static func structured(around data: [UInt8], type: String, key: [UInt8]?, _ chance: inout Chance) -> Message {
        var members: [(name: String, value: String)] = [
            ("specversion", "\"1.0\""), ("id", "\"e-\(chance.below(5))\""), ("source", "\"urn:titrate:x\""),
            ("type", "\"\(type)\""), ("time", "\"2026-11-21T09:30:00.000Z\""), ("subject", "\"\(Canary.text)\""),
            ("revision", "7"), ("datacontenttype", "\"application/json\""),
        ]
        while chance.oneIn(2), !members.isEmpty {
            let place = chance.below(members.count)
            switch chance.below(5) {
            case 0: members.remove(at: place)
            case 1: members[place].value = HostileValues.number(&chance)
            case 2: members[place].value = chance.pick(["null", "true", "{}", "[1]", "\"\(Canary.text)\"", "\"\""])
            case 3: members[place].name = Canary.text
            default: members.append((Canary.text, chance.pick(["{}", "\"\(Canary.text)\"", "1"])))
            }
        }
        var bytes = Array("{".utf8)
        for member in members { bytes += "\"\(member.name)\":\(member.value),".utf8 }
        if chance.oneIn(4) {
            bytes += "\"data_base64\":\"\(base64(data, &chance))\"}".utf8
        } else {
            bytes += Array("\"data\":".utf8) + data + Array("}".utf8)
        }
        if chance.oneIn(6) { ByteDamage.apply(to: &bytes, &chance) }
        return Message(
            key: key, value: bytes, headers: [Header("content-type", "application/cloudevents+json; charset=UTF-8")])
    }

    private static func base64(_ data: [UInt8], _ chance: inout Chance) -> String {
        let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        guard !chance.oneIn(5) else { return Canary.text }
        var text = ""
        for start in stride(from: 0, to: data.count, by: 3) {
            let group = data[start..<min(start + 3, data.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                text.append(place <= group.count ? signs[bits >> (18 - 6 * place) & 63] : "=")
            }
        }
        return text
    }
}
