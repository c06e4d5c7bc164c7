using Serilog.Core;

namespace Serilog.Sinks.Journald.Tests.Support;

/// <summary>A logger on the sink, the journal that it writes to, and the standard error that it falls back to.</summary>
sealed class SinkFixture : IDisposable
{
    public SinkFixture(Func<string, JournaldSinkOptions>? options = null, IFormatProvider? formatProvider = null)
    {
        Options = options?.Invoke(Journal.Path) ?? new JournaldSinkOptions { SocketPath = Journal.Path };
        Sink = new JournaldSink(Options, formatProvider, StandardError.Descriptor);
        Logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(Sink).CreateLogger();
    }

    public JournalReceiver Journal { get; } = new();
    public ErrorPipe StandardError { get; } = new();
    public JournaldSinkOptions Options { get; }
    public JournaldSink Sink { get; }
    public Logger Logger { get; }

    public void Dispose()
    {
        Logger.Dispose();
        Journal.Dispose();
        StandardError.Dispose();
    }
}
