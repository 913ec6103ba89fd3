package caravana.starter.web;

import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.LiteWebJarsResourceResolver;

/**
 * Serves the OpenAPI document at {@code /openapi.yaml} and a page that renders it at {@code /docs/<service>}. The
 * page's assets are under {@code /docs/<service>} too, because the gateway publishes both services under one host.
 */
final class ApiDocs implements WebMvcConfigurer {

    private final String service;

    /**
     * Creates the handlers for the documents of a service.
     *
     * @param service the name of the service and of its folder on the classpath
     */
    ApiDocs(String service) {
        this.service = service;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/contract/**").addResourceLocations("classpath:/" + service + "/contract/");
        registry.addResourceHandler("/docs/" + service + "/**")
                .addResourceLocations("classpath:/" + service + "/docs/", "classpath:/META-INF/resources/webjars/")
                .resourceChain(true)
                .addResolver(new LiteWebJarsResourceResolver());
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/openapi.yaml").setViewName("forward:/contract/" + service + "-api.yaml");
        registry.addViewController("/docs/" + service + "/openapi.yaml")
                .setViewName("forward:/contract/" + service + "-api.yaml");
        registry.addRedirectViewController("/docs", "/docs/" + service + "/index.html");
        registry.addRedirectViewController("/docs/" + service, "/docs/" + service + "/index.html");
    }
}
