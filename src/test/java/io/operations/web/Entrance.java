package io.operations.web;

import io.operations.requestor.Admission;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.WebApplicationContext;

/** Whether the service lets anybody in at a path, without asking it. */
public record Entrance(WebApplicationContext context) {

    public boolean isOpen(String method, String path) {
        var request = new MockHttpServletRequest(context.getServletContext(), method, path);
        return context.getBean(Admissions.class).of(request) == Admission.ANYBODY;
    }
}
