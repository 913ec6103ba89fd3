package caravana.localstack;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A headless Chromium, controlled by the chromedriver of the same package. Nothing is downloaded. */
final class Browser implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    /**
     * A field, because a logger that is garbage collected loses its level. Selenium warns about every newer Chromium.
     */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver chromium;

    Browser() {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium", "chromium-browser", "google-chrome"));
        // Its sandbox does not work for root. It opens only pages of this project.
        options.addArguments("--no-sandbox");
        options.addArguments("--headless", "--disable-gpu", "--disable-component-update");
        // Set explicitly, so that Selenium does not search the network for one.
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .build();
        chromium = new ChromeDriver(driver, options);
        chromium.manage().timeouts().pageLoadTimeout(TIMEOUT);
    }

    private static File program(String... names) {
        List<String> path = List.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)));
        Optional<File> found = Arrays.stream(names)
                .flatMap(name -> path.stream().map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
        return found.orElseThrow(() -> new AssertionError(
                names[0] + " is missing: apt-get install chromium-driver installs both (.ci/run does so)"));
    }

    /** Opens a page in a window of this size. The hidden bars of the browser take 143 pixels of its height. */
    void open(String url, int width, int height) {
        chromium.manage().window().setSize(new Dimension(width, height));
        chromium.get(url);
    }

    /** Clicks the element at the XPath as soon as it is visible. */
    void click(String xpath) {
        await(xpath + " on " + chromium.getCurrentUrl())
                .atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> chromium.findElement(By.xpath(xpath)), WebElement::isDisplayed)
                .click();
    }

    /** Clicks the box in the bar that Chromium shows above JSON. The bar is not part of the page's DOM. */
    void prettyPrint() {
        new Actions(chromium).moveToLocation(104, 9).click().perform();
    }

    /** All visible text of the page. */
    String text() {
        return chromium.findElement(By.tagName("body")).getText();
    }

    /** The visible texts of the elements at the XPath. */
    Stream<String> texts(String xpath) {
        return chromium.findElements(By.xpath(xpath)).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText);
    }

    /** Saves a screenshot if {@code -Dscreenshots=<folder>} is set. The folder is relative to the repository. */
    void keep(String name) throws IOException {
        String folder = System.getProperty("screenshots", "");
        if (!folder.isEmpty()) {
            Path picture = Path.of("..").resolve(folder).resolve(name + ".png");
            Files.createDirectories(picture.getParent());
            Files.write(picture, chromium.getScreenshotAs(OutputType.BYTES));
        }
    }

    @Override
    public void close() {
        chromium.quit();
    }
}
