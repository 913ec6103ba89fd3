package caravana.invoices;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the contract at {@code /openapi.yaml}, the schemas of the events beside it at {@code /contract}, and a page that
 * renders the contract at {@code /docs}. */
@Configuration(proxyBeanMethods = false)
class ApiDocs implements WebMvcConfigurer {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/contract/**").addResourceLocations("classpath:/invoices/contract/");
        registry.addResourceHandler("/docs/**").addResourceLocations("classpath:/invoices/docs/");
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/openapi.yaml").setViewName("forward:/contract/invoices-api.yaml");
        registry.addRedirectViewController("/docs", "/docs/index.html");
    }
}
