package caravana.invoices;

import caravana.fixture.LogExportContract;
import io.opentelemetry.api.OpenTelemetry;

class LogExportTest extends LogExportContract<LogExport> {

    @Override
    protected LogExport export(OpenTelemetry openTelemetry) {
        return new LogExport(openTelemetry);
    }

    @Override
    protected Class<LogExport> type() {
        return LogExport.class;
    }
}
