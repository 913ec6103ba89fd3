package caravana.orders;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/**
 * Serves the contract at {@code /openapi.yaml}, and a page that renders it at {@code /docs/orders}, with all that the page
 * needs beside it: the gateway publishes both services under one host.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocs implements WebMvcConfigurer {

    private static final String PAGE = "/docs/orders/index.html";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/contract/**").addResourceLocations("classpath:/orders/contract/");
        registry.addResourceHandler("/docs/orders/**")
                .addResourceLocations("classpath:/orders/docs/", "classpath:/META-INF/resources/webjars/")
                .resourceChain(true)
                .addResolver(new LiteWebJarsResourceResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/openapi.yaml").setViewName("forward:/contract/orders-api.yaml");
        registry.addViewController("/docs/orders/openapi.yaml").setViewName("forward:/contract/orders-api.yaml");
        registry.addRedirectViewController("/docs", PAGE);
        registry.addRedirectViewController("/docs/orders", PAGE);
    }
}
