/// An array of which copies share the pages that neither has changed since.
struct PagedArray<Element: HeapMeasured>: Sendable {
    private var pages = PageTree<ElementPage<Element>>()
    private(set) var count = 0

    subscript(index: Int) -> Element {
        _read {
            yield pages[index >> pageShift].elements[index & pageMask]
        }
        set {
            pages.update(index >> pageShift) { $0.replace(index & pageMask, with: newValue) }
        }
    }

    mutating func append(_ element: Element) {
        if count & pageMask == 0 { pages.append(ElementPage()) }
        pages.update(count >> pageShift) { $0.append(element) }
        count += 1
    }
}

extension PagedArray: HeapMeasured {
    var heapBytes: Int { pages.heapBytes }
}

private let pageShift = 6
private let pageMask = 63

private struct ElementPage<Element: HeapMeasured>: HeapMeasured {
    private(set) var elements: [Element] = []
    /// What the elements own.
    private var ownedBytes = 0

    var heapBytes: Int { elements.bufferBytes + ownedBytes }

    mutating func append(_ element: Element) {
        elements.append(element)
        ownedBytes += element.heapBytes
    }

    mutating func replace(_ index: Int, with element: Element) {
        ownedBytes += element.heapBytes - elements[index].heapBytes
        elements[index] = element
    }
}
