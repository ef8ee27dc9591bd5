package io.operations;

import io.operations.member.MemberNameTaken;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A reason not to start that whoever started the service can do something about; its message is the whole report. */
final class StartFailure extends RuntimeException {

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Found by Spring Boot through {@code META-INF/spring.factories}. */
    static final class Analyzer extends AbstractFailureAnalyzer<StartFailure> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, StartFailure cause) {
            return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
        }
    }

    /** For a member whose name is taken. */
    static final class NameAnalyzer extends AbstractFailureAnalyzer<MemberNameTaken> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, MemberNameTaken cause) {
            return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
        }
    }
}
