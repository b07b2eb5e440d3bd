import Foundation
import SignIn

/// How the gateway that `titrate` starts lets people in: by tokens of `titrate token`.
enum DevelopmentSignIn {
    /// The key stays where `titrate token` finds it, though each embedded broker gets a data directory of its own.
    static func flags(data: String) -> [String] {
        ["--development-sign-in", URL(filePath: data).appending(path: DevelopmentKey.fileName).path]
    }

    /// The data directory is named only where it is not the one that is taken without saying.
    static func hint(data: String) -> String {
        let place = data == "data" ? "" : " --data \(data)"
        return "To sign in: titrate token --role pharmacist\(place)  (or finance, operator, hospital-system)"
    }
}
