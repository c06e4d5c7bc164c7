using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Journald.Tests.Support;

namespace Serilog.Sinks.Journald.Tests;

public sealed class DeliveryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhileJournaldIsDownEventsGoToStandardErrorAndThenToTheJournalAgain(bool socketFileIsLeft)
    {
        using var fixture = new SinkFixture();
        fixture.Logger.Information("Before");
        Assert.Equal("Before", fixture.Journal.Receive()["MESSAGE"]);

        fixture.Journal.Stop(socketFileIsLeft);
        fixture.Logger.Warning("While {State}", "away");
        Assert.Equal("<4>While away\n", fixture.StandardError.ReadText());

        File.Delete(fixture.Journal.Path);
        fixture.Journal.Start();
        fixture.Logger.Information("After");
        Assert.Equal("After", fixture.Journal.Receive()["MESSAGE"]);
        Assert.Equal(0, fixture.Options.DroppedEvents);
    }

    [Fact]
    public void OnStandardErrorEveryLineHasThePrefix()
    {
        using var fixture = new SinkFixture();
        fixture.Journal.Stop();
        fixture.Logger.Error(new IOException("no such device"), "First\nsecond");

        Assert.Equal(
            "<3>First\n<3>second\n<3>System.IO.IOException: no such device\n", fixture.StandardError.ReadText());
    }

    [Fact]
    public void OnStandardErrorALongEventIsCutToOneAtomicPipeWrite()
    {
        using var fixture = new SinkFixture();
        fixture.Journal.Stop();
        fixture.Logger.Information(new string('€', 10_000));

        var written = fixture.StandardError.Read();
        Assert.InRange(written.Length, NonBlockingDescriptor.MaximumSize - 3, NonBlockingDescriptor.MaximumSize);
        Assert.Equal("<6>" + new string('€', (written.Length - 4) / 3) + "\n", Encoding.UTF8.GetString(written));
    }

    [Fact]
    public async Task WhenStandardErrorIsFullTooEventsAreDroppedAndCounted()
    {
        using var fixture = new SinkFixture();
        fixture.Journal.Stop();

        const int events = 2000;
        var line = new string('x', 100);
        await InTime(() =>
        {
            for (var i = 0; i < events; i++)
                fixture.Logger.Information(line);
        });

        var dropped = fixture.Options.DroppedEvents;
        Assert.InRange(dropped, 1, events - 1);
        var written = 0;
        while (written < (events - dropped) * (line.Length + 4))
            written += fixture.StandardError.Read().Length;
        Assert.Equal((events - dropped) * (line.Length + 4), written);
    }

    [Fact]
    public async Task WhenStandardErrorIsAnUnreadSocketEventsAreDroppedWithoutBlocking()
    {
        using var standardError = new ErrorSocket();
        var fallback = new StandardErrorFallback(standardError.Descriptor, formatProvider: null);
        var logEvent = new LogEvent(
            default, LogEventLevel.Information, null, new MessageTemplate([new Serilog.Parsing.TextToken(new string('x', 1000))]), []);

        var written = 0;
        await InTime(() =>
        {
            while (fallback.TryWrite(logEvent))
                written++;
        });

        Assert.Equal(string.Concat(Enumerable.Repeat("<6>" + new string('x', 1000) + "\n", written)), standardError.ReadText());
        Assert.True(fallback.TryWrite(logEvent));
    }

    [Fact]
    public void WithoutTheFallbackEventsAreDroppedAndCounted()
    {
        using var fixture = new SinkFixture(path => new() { SocketPath = path, FallBackToStandardError = false });
        fixture.Journal.Stop();
        fixture.Logger.Information("One");
        fixture.Logger.Information("Two");
        Assert.Equal(2, fixture.Options.DroppedEvents);
    }

    [Fact]
    public async Task WhenJournaldDoesNotReadEventsAreDroppedAndCountedWithoutBlocking()
    {
        using var fixture = new SinkFixture();
        const int events = 1000;
        await InTime(() =>
        {
            for (var i = 0; i < events; i++)
                fixture.Logger.Information("Event {Number}", i);
        });

        var dropped = fixture.Options.DroppedEvents;
        Assert.InRange(dropped, 1, events - 1);
        var received = new List<int>();
        while (!fixture.Journal.IsEmpty)
            received.Add(int.Parse(fixture.Journal.Receive()["NUMBER"]));
        Assert.Equal(Enumerable.Range(0, received.Count), received);
        Assert.Equal(events, received.Count + dropped);

        fixture.Logger.Information("Room again");
        Assert.Equal("Room again", fixture.Journal.Receive()["MESSAGE"]);
        Assert.Equal(dropped, fixture.Options.DroppedEvents);
    }

    [Fact]
    public void ADroppedEventIsReportedToTheFailureListener()
    {
        using var fixture = new SinkFixture(path => new() { SocketPath = path, FallBackToStandardError = false });
        var listener = new RecordingFailureListener();
        fixture.Sink.SetFailureListener(listener);
        fixture.Journal.Stop();

        fixture.Logger.Information("Lost");
        Assert.Equal("Lost", Assert.Single(listener.Events).MessageTemplate.Text);
    }

    [Fact]
    public async Task ParallelEmittersKeepTheirEventsWhole()
    {
        const int emitters = 8, eventsEach = 500;
        using var fixture = new SinkFixture();
        var finished = 0;
        var emitting = Parallel.ForAsync(0, emitters, new ParallelOptions { MaxDegreeOfParallelism = emitters }, (emitter, _) =>
        {
            var text = new string((char)('a' + emitter), 100 * (emitter + 1)) + "\n" + emitter;
            for (var i = 0; i < eventsEach; i++)
                fixture.Logger.Information("{Emitter} {Number} {Text}", emitter, i, text);
            return ValueTask.CompletedTask;
        }).ContinueWith(_ => Volatile.Write(ref finished, 1), TaskScheduler.Default);

        var lastNumbers = Enumerable.Repeat(-1, emitters).ToArray();
        var received = 0;
        while (Volatile.Read(ref finished) == 0 || !fixture.Journal.IsEmpty)
        {
            if (fixture.Journal.IsEmpty)
                continue;
            var entry = fixture.Journal.Receive();
            var (emitter, number) = (int.Parse(entry["EMITTER"]), int.Parse(entry["NUMBER"]));
            Assert.Equal(new string((char)('a' + emitter), 100 * (emitter + 1)) + "\n" + emitter, entry["TEXT"]);
            Assert.Equal($"{emitter} {number} {entry["TEXT"]}", entry["MESSAGE"]);
            Assert.True(number > lastNumbers[emitter]);
            lastNumbers[emitter] = number;
            received++;
        }

        await emitting;
        Assert.Equal(emitters * eventsEach, received + fixture.Options.DroppedEvents);
    }

    [Fact]
    public void ALargeEventIsCutAndStillArrives()
    {
        using var fixture = new SinkFixture();
        var large = new string('€', 100_000);
        fixture.Logger.ForContext("Other", large).Error(new IOException(large), "{Text}", large);

        var datagram = fixture.Journal.ReceiveBytes();
        Assert.InRange(datagram.Length, 2 * JournalEntryWriter.ValueLimit, JournalEntryWriter.EntryLimit);
        var entry = JournalEntry.Decode(datagram);
        Assert.Equal("1", entry["MESSAGE_TRUNCATED"]);
        Assert.Equal(new string('€', JournalEntryWriter.ValueLimit / 3), entry["MESSAGE"]);
        Assert.Equal(0, fixture.Options.DroppedEvents);
    }

    [Fact]
    public void TheBufferIsReused()
    {
        using var fixture = new SinkFixture();
        var logEvent = new LogEvent(
            default, LogEventLevel.Information, null, new MessageTemplate([]),
            [new LogEventProperty("Text", new ScalarValue(new string('x', 20_000)))]);

        const int events = 100;
        fixture.Sink.Emit(logEvent);
        fixture.Journal.Receive();
        long allocated = 0;
        for (var i = 0; i < events; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            fixture.Sink.Emit(logEvent);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            fixture.Journal.Receive();
        }
        Assert.InRange(allocated / events, 0, 512);
    }

    /// <summary>Fails if the work does not end, instead of hanging.</summary>
    static Task InTime(Action work) =>
        Task.Run(work).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    sealed class RecordingFailureListener : ILoggingFailureListener
    {
        public List<LogEvent> Events { get; } = [];

        public void OnLoggingFailed(
            object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
            Events.AddRange(events!);
    }
}
