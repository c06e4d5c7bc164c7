using System.IO.Pipes;

namespace Serilog.Sinks.Journald.Tests.Support;

/// <summary>Replaces standard error: a pipe whose other end the test reads.</summary>
sealed class ErrorPipe : IDisposable
{
    readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);
    readonly byte[] _buffer = new byte[64 * 1024];

    public int Descriptor => (int)_reader.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>What was written since the last read; waits for data.</summary>
    public byte[] Read() => _buffer[.._reader.Read(_buffer)];

    public string ReadText() => System.Text.Encoding.UTF8.GetString(Read());

    public void Dispose()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        _reader.Dispose();
    }
}
