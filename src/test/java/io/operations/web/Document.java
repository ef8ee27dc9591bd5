package io.operations.web;

import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI document for tests of other rooms. */
public final class Document {

    private Document() {}

    public static ObjectNode read() {
        return ApiDocument.read();
    }
}
