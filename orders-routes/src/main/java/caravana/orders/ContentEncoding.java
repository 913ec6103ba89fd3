package caravana.orders;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Refuses a compressed body before a byte of it is read (RFC 9110, section 8.4): Camel would unpack it without a limit, and
 * half a megabyte may hold half a gigabyte. Where nobody is identified, that is said first.
 */
@Configuration(proxyBeanMethods = false)
class ContentEncoding implements HandlerInterceptor {

    private final Merchant merchant;

    ContentEncoding(Merchant merchant) {
        this.merchant = merchant;
    }

    /** Interceptors of this kind hold for Camel's operations, too. */
    @Bean
    MappedInterceptor refusesCompressedBodies() {
        return new MappedInterceptor(null, this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.REQUEST && isCompressed(request)) {
            merchant.name(request);
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            throw new RequestRefused(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body without Content-Encoding.");
        }
        return true;
    }

    private static boolean isCompressed(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .anyMatch(coding -> !coding.isBlank() && !"identity".equalsIgnoreCase(coding.strip()));
    }
}
