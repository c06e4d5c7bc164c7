using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;
using Wattd.Daemon.Logging;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon.Logging;

public sealed class StandardErrorSinkTests : IDisposable
{
    const int Events = 2000;
    static readonly string Filling = new('x', 200);

    readonly LogPipe _pipe = new();

    public void Dispose() => _pipe.Dispose();

    [Fact]
    public async Task WithoutAReaderEventsAreDroppedAndCountedWithoutBlocking()
    {
        using var sink = Sink(_pipe.Descriptor);
        await InTime(() =>
        {
            for (var i = 0; i < Events; i++)
                sink.Emit(Event(i));
        });
        Assert.InRange(sink.DroppedEvents, 1, Events - StandardErrorSink.Capacity);
        await InTime(sink.Dispose);

        var dropped = sink.DroppedEvents;
        var numbers = _pipe.ReadLines(Events - (int)dropped).ConvertAll(line => int.Parse(line.Split(' ')[0]));
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.Equal(dropped, sink.DroppedEvents);
    }

    [Fact]
    public void EventsArriveCompleteAndInOrder()
    {
        using var sink = Sink(_pipe.Descriptor);
        for (var i = 0; i < StandardErrorSink.Capacity; i++)
            sink.Emit(Event(i));
        sink.Dispose();
        Assert.Equal(
            Enumerable.Range(0, StandardErrorSink.Capacity).Select(i => $"{i} {Filling}"), _pipe.ReadLines(StandardErrorSink.Capacity));
    }

    [Fact]
    public async Task APipeThatAnotherProgramMadeNonBlockingLosesNothing()
    {
        _pipe.MakeNonBlocking();
        using var sink = Sink(_pipe.Descriptor);
        await InTime(() =>
        {
            for (var i = 0; i < Events; i++)
                sink.Emit(Event(i));
        });
        var numbers = _pipe.ReadLines(Events - (int)sink.DroppedEvents).ConvertAll(line => int.Parse(line.Split(' ')[0]));
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public async Task AClosedReaderLosesOnlyTheEvents()
    {
        using var sink = Sink(_pipe.Descriptor);
        _pipe.StopReading();
        sink.Emit(Event(1));
        sink.Emit(Event(2));
        await Eventually.True(() => sink.DroppedEvents == 2, "two dropped events");
    }

    [Fact]
    public async Task AnEventThatCannotBeFormattedLosesOnlyItsLine()
    {
        using var sink = Sink(_pipe.Descriptor);
        sink.Emit(new LogEvent(
            default, LogEventLevel.Information, null, new MessageTemplateParser().Parse("{Number}"),
            [new LogEventProperty("Number", new Unspeakable())]));
        sink.Emit(Event(1));
        Assert.Equal([$"1 {Filling}"], _pipe.ReadLines(1));
        await Eventually.True(() => sink.DroppedEvents == 1, "one dropped event");
    }

    [Fact]
    public void AfterDisposalEventsAreDropped()
    {
        var sink = Sink(_pipe.Descriptor);
        sink.Dispose();
        sink.Emit(Event(1));
        Assert.Equal(1, sink.DroppedEvents);
    }

    static StandardErrorSink Sink(int descriptor) => new(new MessageTemplateTextFormatter("{Message:l}{NewLine}"), descriptor);

    static LogEvent Event(int number) => new(
        default, LogEventLevel.Information, null, new MessageTemplateParser().Parse("{Number} " + Filling),
        [new LogEventProperty("Number", new ScalarValue(number))]);

    /// <summary>Fails if the work does not end, instead of hanging.</summary>
    static Task InTime(Action work) => Task.Run(work).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);

    sealed class Unspeakable : LogEventPropertyValue
    {
        public override void Render(TextWriter output, string? format = null, IFormatProvider? formatProvider = null) =>
            throw new FormatException("no text for this");
    }
}
