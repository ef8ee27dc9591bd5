package io.operations;

import io.operations.requestor.Requestor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets a request say who it is from, {@code Caller: tls/alice}; without that it is from whom it otherwise is. */
@TestConfiguration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
public class NamedCallers implements WebMvcConfigurer {

    public static final String HEADER = "Caller";

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new FromHeader());
    }

    private static final class FromHeader implements HandlerMethodArgumentResolver {

        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Requestor.class;
        }

        @Override
        public Requestor resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            var named = request.getHeader(HEADER);
            if (named == null) {
                return Requestor.anonymous("127.0.0.1:1");
            }
            var parts = named.split("/", 2);
            return new Requestor(parts[1], parts[0], "127.0.0.1:1");
        }
    }
}
