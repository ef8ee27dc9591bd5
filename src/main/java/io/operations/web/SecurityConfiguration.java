package io.operations.web;

import io.opentelemetry.api.trace.Tracer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** What happens to a request before it reaches a controller. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    /** Only {@link DocumentationController} has a page: no browser should run, frame or sniff anything else (OWASP). */
    private static final String NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";

    private final HandlerExceptionResolver refusals;

    SecurityConfiguration(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver refusals) {
        this.refusals = refusals;
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http,
            Callers callers,
            LocalCallers local,
            Admissions admissions,
            ManagementPort management,
            Refusals refused,
            Routes routes,
            ObjectProvider<JwtDecoder> tokens,
            Tracer tracer) {
        tokens.ifAvailable(decoder -> http.addFilterBefore(tokens(decoder, local), AuthorizationFilter.class));
        return http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .exceptionHandling(AbstractHttpConfigurer::disable)
                .sessionManagement(it -> it.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(it -> it.contentSecurityPolicy(policy -> policy.policyDirectives(NO_CONTENT))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .addFilterBefore(new CallerFilter(callers, admissions, management, refusals), AuthorizationFilter.class)
                .addFilterBefore(new TraceFilter(tracer, routes), AuthorizationFilter.class)
                .addFilterBefore(new RefusalFilter(refused), DisableEncodeUrlFilter.class)
                .build();
    }

    /** By hand, as the whole of a resource server would also publish a document that says so. */
    private BearerTokenAuthenticationFilter tokens(JwtDecoder decoder, LocalCallers local) {
        var sent = new BearerTokenAuthenticationConverter();
        var filter = new BearerTokenAuthenticationFilter(
                new ProviderManager(new JwtAuthenticationProvider(decoder)),
                request -> local.proves(request) ? null : sent.convert(request));
        filter.setAuthenticationEntryPoint(this::refuse);
        filter.setAuthenticationFailureHandler(this::refuse);
        return filter;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal) {
        refusals.resolveException(request, response, null, refusal);
    }

    /** Counted are requests, and not each filter that they pass. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** Refuses paths that two readers could understand differently. Of methods the routes know more. */
    @Bean
    StrictHttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }
}
