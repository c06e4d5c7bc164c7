using Microsoft.Extensions.Primitives;
using Wattd.Metrics;

namespace Wattd.Tests.Metrics;

public sealed class AcceptedFormatTests
{
    // The headers of Prometheus 2.42 and 3.x.
    const string Prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
    const string Prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/html, */*;q=0.1", false)]
    [InlineData("application/json", false)]
    [InlineData(Prometheus2, true)]
    [InlineData(Prometheus3, true)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("Application/OpenMetrics-Text ; Version=\"0.0.1\"", true)]
    [InlineData("application/openmetrics-text; version=2.0.0", false)]
    [InlineData("application/openmetrics-text;q=0", false)]
    [InlineData("application/openmetrics-text;q=2", false)]
    [InlineData("application/openmetrics-text;q=-1", false)]
    [InlineData("application/openmetrics-text;q=x", false)]
    [InlineData("application/openmetrics-text;q=0.4, text/plain;q=0.5", false)]
    [InlineData("application/openmetrics-text;q=0.5, text/plain;q=0.4", true)]
    [InlineData("text/plain, application/openmetrics-text", false)]
    [InlineData("application/openmetrics-text, text/plain", true)]
    [InlineData("text/plain;version=0.0.4;q=0.3,application/openmetrics-text;version=1.0.0;q=0.2", false)]
    [InlineData(";;;,,,=;q=,;q", false)]
    public void OpenMetricsIsServedOnRequest(string? accept, bool openMetrics) =>
        Assert.Equal(openMetrics ? PageFormat.OpenMetrics : PageFormat.Text, AcceptedFormat.Of(accept));

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("gzip", true)]
    [InlineData("GZIP", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.000", false)]
    [InlineData("gzip;q=0.5, identity", false)]
    [InlineData("gzip;q=0.5, identity;q=0.5", true)]
    [InlineData("deflate, gzip;q=1.0, *;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("*;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("identity", false)]
    [InlineData("br", false)]
    [InlineData("xgzip", false)]
    public void GzipIsServedToClientsThatAcceptIt(string? acceptEncoding, bool gzip) =>
        Assert.Equal(gzip, AcceptedFormat.Gzip(acceptEncoding));

    [Fact]
    public void SeveralHeadersAreOneList()
    {
        Assert.Equal(PageFormat.OpenMetrics, AcceptedFormat.Of(new StringValues(["text/plain;q=0.5", "application/openmetrics-text"])));
        Assert.True(AcceptedFormat.Gzip(new StringValues(["br", "gzip"])));
    }

    [Fact]
    public void ReadingTheHeadersCostsNoAllocation()
    {
        StringValues accept = Prometheus3, encoding = "gzip, deflate;q=0.5";
        for (var i = 0; i < 100; i++)
            _ = (AcceptedFormat.Of(accept), AcceptedFormat.Gzip(encoding));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _ = (AcceptedFormat.Of(accept), AcceptedFormat.Gzip(encoding));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
