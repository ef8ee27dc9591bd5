package io.operations.web;

import io.operations.operation.DatabaseFault;
import io.operations.operation.OperationException;
import io.operations.requestor.AccessException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns whatever goes wrong into an error envelope that tells what the caller can mend, and nothing of our insides. */
@RestControllerAdvice
class ErrorAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);
    private static final String INVALID_TOKEN = "Token is not valid";
    private static final String RETRY_AFTER_SECONDS = "2";

    @ExceptionHandler
    ResponseEntity<Object> refused(OperationException refusal, HttpServletRequest request) {
        if (refusal instanceof OperationException.Forbidden) RefusalFilter.refuse(request, refusal);
        var status = HttpStatusCode.valueOf(refusal.code());
        var message = String.valueOf(refusal.getMessage());
        if (refusal instanceof OperationException.TooMany tooMany) {
            return envelope(status, message, retryAfter(tooMany));
        }
        // How an operation has failed stays as it is: whatever its code says, trying again is in vain.
        return refusal instanceof OperationException.Failed
                ? response(status, new HttpHeaders()).body(Envelope.error(status.value(), message))
                : envelope(status, message, new HttpHeaders());
    }

    /** In whole seconds, rather too late than too early. */
    private static HttpHeaders retryAfter(OperationException.TooMany refusal) {
        var headers = new HttpHeaders();
        var seconds = refusal.retryAfter().plusSeconds(1).minusNanos(1).toSeconds();
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        return headers;
    }

    @ExceptionHandler
    ResponseEntity<Object> denied(AccessException refusal, HttpServletRequest request) {
        RefusalFilter.refuse(request, refusal);
        return envelope(
                HttpStatusCode.valueOf(refusal.code()),
                String.valueOf(refusal.getMessage()),
                challenge(refusal.code()));
    }

    /** What is wrong with a token is not told: it would tell who makes one up how to make it better. */
    @ExceptionHandler
    ResponseEntity<Object> unknown(AuthenticationException refusal, HttpServletRequest request) {
        if (refusal instanceof AuthenticationServiceException) {
            return envelope(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The keys of the token's issuer are not available",
                    new HttpHeaders());
        }
        RefusalFilter.refuse(request, AccessException.unauthorized(INVALID_TOKEN));
        return envelope(HttpStatus.UNAUTHORIZED, INVALID_TOKEN, challenge(HttpStatus.UNAUTHORIZED.value()));
    }

    private static HttpHeaders challenge(int code) {
        var headers = new HttpHeaders();
        if (code == HttpStatus.UNAUTHORIZED.value()) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
        }
        return headers;
    }

    @ExceptionHandler
    ResponseEntity<Object> failed(Exception failure, HttpServletRequest request) {
        if (failure instanceof RuntimeException e && DatabaseFault.isAway(e)) {
            return envelope(HttpStatus.SERVICE_UNAVAILABLE, "Database is not available", new HttpHeaders());
        }
        LOG.atError()
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", request.getRequestURI())
                .setCause(failure)
                .log("Request failed");
        return envelope(HttpStatus.INTERNAL_SERVER_ERROR, "Internal server error", new HttpHeaders());
    }

    /** Where a single read has taken too long Tomcat has answered already, and nobody hears this. */
    @ExceptionHandler
    ResponseEntity<Object> late(RequestBodies.TooSlow refusal) {
        return envelope(HttpStatus.REQUEST_TIMEOUT, String.valueOf(refusal.getMessage()), new HttpHeaders());
    }

    /** Tomcat could not make sense of the query string. */
    @ExceptionHandler
    ResponseEntity<Object> malformed(InvalidParameterException refusal) {
        return envelope(HttpStatus.BAD_REQUEST, "Query string is malformed or too long", new HttpHeaders());
    }

    /** The firewall looks at headers and parameters only when they are read, which may be here. */
    @ExceptionHandler
    ResponseEntity<Object> rejected(RequestRejectedException refusal) {
        return envelope(
                HttpStatus.BAD_REQUEST,
                "A header, or the name of a parameter, has characters that are not allowed",
                new HttpHeaders());
    }

    /** Spring's own refusals. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return envelope(status, message(status, body), headers);
    }

    private static String message(HttpStatusCode status, @Nullable Object body) {
        if (status.isSameCodeAs(HttpStatus.UNSUPPORTED_MEDIA_TYPE)) {
            return "Content-Type must be application/json";
        }
        // Of a route that does not exist Spring says where it looked for files.
        return body instanceof ProblemDetail problem
                        && problem.getDetail() != null
                        && !status.isSameCodeAs(HttpStatus.NOT_FOUND)
                ? problem.getDetail()
                : reason(status);
    }

    static String reason(HttpStatusCode status) {
        var known = HttpStatus.resolve(status.value());
        return known == null ? "Error " + status.value() : known.getReasonPhrase();
    }

    static ResponseEntity<Object> envelope(HttpStatusCode status, String message, HttpHeaders headers) {
        var response = response(status, headers);
        if (status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE)) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.body(Envelope.error(status.value(), message));
    }

    private static ResponseEntity.BodyBuilder response(HttpStatusCode status, HttpHeaders headers) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_JSON)
                .header("X-Content-Type-Options", "nosniff");
    }
}
