using System.Text.Json;
using Wattd.Collectors.Sampling;
using Wattd.Readings;
using Wattd.Tests.Support;

namespace Wattd.Tests.Readings;

public sealed class HomePageTests
{
    [Fact]
    public void ThePageIsRenderedAtMostOnceASecond()
    {
        var node = new MadeUpNode();
        var readings = new CountedView(node.Readings[0]);
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

    sealed class CountedView(ICollectorView view) : ICollectorView
    {
        public int Tables;

        public CollectorStatus Status => view.Status;

        public int? Port => view.Port;

        public ReadingsTable Table()
        {
            Interlocked.Increment(ref Tables);
            return view.Table();
        }

        public IEnumerable<Problem> Problems() => view.Problems();

        public void Write(Utf8JsonWriter json, HistorySpan past) => view.Write(json, past);
    }
}
