package caravana.invoices;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/**
 * Serves the contract at {@code /openapi.yaml}, and a page that renders it at {@code /docs/invoices}, with all that the page
 * needs beside it: the gateway publishes both services under one host.
 */
@Configuration(proxyBeanMethods = false)
class ApiDocs implements WebMvcConfigurer {

    private static final String PAGE = "/docs/invoices/index.html";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/contract/**").addResourceLocations("classpath:/invoices/contract/");
        registry.addResourceHandler("/docs/invoices/**")
                .addResourceLocations("classpath:/invoices/docs/", "classpath:/META-INF/resources/webjars/")
                .resourceChain(true)
                .addResolver(new LiteWebJarsResourceResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/openapi.yaml").setViewName("forward:/contract/invoices-api.yaml");
        registry.addViewController("/docs/invoices/openapi.yaml").setViewName("forward:/contract/invoices-api.yaml");
        registry.addRedirectViewController("/docs", PAGE);
        registry.addRedirectViewController("/docs/invoices", PAGE);
    }
}
