using System.IO.Pipes;
using static Wattd.Linux.Fcntl;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>Replaces standard error: a pipe that the test reads when it chooses.</summary>
sealed class LogPipe : IDisposable
{
    readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);

    public int Descriptor => (int)_reader.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>Makes writes fail instead of waiting while the pipe is full, as another program that shares it may.</summary>
    public void MakeNonBlocking() => Assert.Equal(0, fcntl(Descriptor, F_SETFL, O_NONBLOCK));

    /// <summary>Reads the given number of lines; waits for them.</summary>
    public List<string> ReadLines(int count)
    {
        using var reader = new StreamReader(_reader, leaveOpen: true);
        return [.. Enumerable.Range(0, count).Select(_ => reader.ReadLine()!)];
    }

    /// <summary>Closes the writing end and reads the rest.</summary>
    public string ReadToEnd()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(_reader, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <summary>Closes only the reading end.</summary>
    public void StopReading() => _reader.SafePipeHandle.Dispose();

    public void Dispose()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        _reader.Dispose();
    }

    const int F_SETFL = 4;
}
