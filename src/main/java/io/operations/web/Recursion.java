package io.operations.web;

/** How much of an operation a list shows, {@code recursion=N} (contract §3.1). */
enum Recursion {
    /** 0: its URL. */
    URLS,
    /** 1: the operation. */
    OBJECTS,
    /** 2 and more: the operation with its children. */
    FAMILIES;

    /** The view of {@code N} or {@code N;fields=…}; anything else is 0, as in LXD. */
    static Recursion of(String text) {
        var number = text.split(";", 2)[0];
        if (!number.matches("0*[1-9][0-9]*")) {
            return URLS;
        }
        return number.matches("0*1") ? OBJECTS : FAMILIES;
    }
}
