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

/** A headless Chromium, driven by the chromedriver that came with it: nothing is downloaded. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Kept, or its level would be forgotten: it warns of every Chromium that is newer than Selenium. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver chromium;

    Browser() {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium", "chromium-browser", "google-chrome"));
        // Its sandbox does not work for root, and it opens no pages but ours.
        options.addArguments("--no-sandbox");
        options.addArguments("--headless", "--disable-gpu", "--disable-component-update");
        // Named, so that Selenium does not look for one on the network.
        ChromeDriverService driver = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .build();
        chromium = new ChromeDriver(driver, options);
        chromium.manage().timeouts().pageLoadTimeout(PATIENCE);
    }

    private static File program(String... names) {
        List<String> path = List.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator)));
        Optional<File> found = Arrays.stream(names)
                .flatMap(name -> path.stream().map(folder -> new File(folder, name)))
                .filter(File::canExecute)
                .findFirst();
        return found.orElseThrow(() -> new AssertionError(
                names[0] + " is needed: apt-get install chromium-driver, which brings both (.ci/run does)"));
    }

    /** Opens a page in a window of a size that fits it; the bars, which are not shown, take 143 of its height. */
    void open(String url, int width, int height) {
        chromium.manage().window().setSize(new Dimension(width, height));
        chromium.get(url);
    }

    /** Clicks on what the XPath names, as soon as it can be seen. */
    void click(String xpath) {
        await(xpath + " on " + chromium.getCurrentUrl())
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> chromium.findElement(By.xpath(xpath)), WebElement::isDisplayed)
                .click();
    }

    /** Clicks the box of the bar that Chromium puts above JSON, in which no program finds it. */
    void prettyPrint() {
        new Actions(chromium).moveToLocation(104, 9).click().perform();
    }

    /** All text that the page shows. */
    String text() {
        return chromium.findElement(By.tagName("body")).getText();
    }

    /** The texts that can be seen of the elements that the XPath names. */
    Stream<String> texts(String xpath) {
        return chromium.findElements(By.xpath(xpath)).stream()
                .filter(WebElement::isDisplayed)
                .map(WebElement::getText);
    }

    /** Keeps the page as a picture, if that was asked for: by {@code -Dscreenshots=<folder>}, taken from the root. */
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
