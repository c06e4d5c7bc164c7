using System.Text.Json;
using Wattd.Exposition;
using Wattd.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Exposition;

public sealed class HomePageTests
{
    [Fact]
    public void ThePageIsRenderedOnceASecondWhoeverAsks()
    {
        var node = new MadeUpNode();
        var readings = new CountedReadings(node.Readings[0]);
        var page = new HomePage(MadeUpNode.Build, "/metrics", simulated: false, [readings], node.Document(), node.Time);
        Parallel.For(0, 100, _ => page.Get());
        Assert.Equal(1, readings.Tables);

        var before = page.Get();
        node.Time.Advance(HomePage.MaxAge);
        Assert.NotEqual(before, page.Get());
        page.Get();
        Assert.Equal(2, readings.Tables);
        Assert.Equal(TimeSpan.FromSeconds(1), HomePage.MaxAge);
    }

    sealed class CountedReadings(IReadings readings) : IReadings
    {
        public int Tables;

        public CollectorStatus Status => readings.Status;

        public int Port => readings.Port;

        public ReadingsTable Table()
        {
            Interlocked.Increment(ref Tables);
            return readings.Table();
        }

        public void Write(Utf8JsonWriter json, HistorySpan past) => readings.Write(json, past);
    }
}
