using System.IO.Pipes;
using static Wattd.Linux.Fcntl;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>Stands for standard error: a pipe that is read when the test likes.</summary>
sealed class LogPipe : IDisposable
{
    readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);

    public int Descriptor => (int)_reader.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>Makes writes fail instead of waiting while the pipe is full, as another program that shares it may.</summary>
    public void MakeNonBlocking() => Assert.Equal(0, fcntl(Descriptor, F_SETFL, O_NONBLOCK));

    /// <summary>Reads so many lines; waits for them.</summary>
    public List<string> ReadLines(int count)
    {
        using var reader = new StreamReader(_reader, leaveOpen: true);
        return [.. Enumerable.Range(0, count).Select(_ => reader.ReadLine()!)];
    }

    /// <summary>Closes the writing end and reads what is left.</summary>
    public string ReadToEnd()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(_reader, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <summary>Closes the reading end alone.</summary>
    public void StopReading() => _reader.SafePipeHandle.Dispose();

    public void Dispose()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        _reader.Dispose();
    }

    const int F_SETFL = 4;
}
