import DirectoryStorage
import Logging

extension Logger {
    func log(_ event: DiskReserve.Event) {
        switch event {
        case .missing(let size):
            warning("the disk has too little room for a reserve: on a full disk nothing can be revoked", bytes: size)
        case .released(let size):
            critical("the disk is full: only what takes access away is written, in the reserve; make room", bytes: size)
        case .restored(let size):
            notice("the disk has room again, and the reserve is laid in", bytes: size)
        }
    }

    private func warning(_ message: Message, bytes: Int) {
        warning(message, metadata: ["bytes": .stringConvertible(bytes)])
    }
    private func critical(_ message: Message, bytes: Int) {
        critical(message, metadata: ["bytes": .stringConvertible(bytes)])
    }
    private func notice(_ message: Message, bytes: Int) {
        notice(message, metadata: ["bytes": .stringConvertible(bytes)])
    }
}
