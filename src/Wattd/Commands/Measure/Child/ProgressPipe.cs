using System.Runtime.InteropServices;
using Wattd.Ffmpeg;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Unistd;

namespace Wattd.Commands.Measure.Child;

/// <summary>
/// The pipe through which an ffmpeg reports its progress. A thread of its own reads it until it ends: an ffmpeg whose pipe is
/// full stops encoding.
/// </summary>
sealed class ProgressPipe : IDisposable
{
    // A process that the command left behind may hold the other end.
    static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    readonly int _read;
    readonly Thread _thread;
    readonly ProgressParser _parser;
    int _write;
    readonly Lock _lock = new();
    ProgressBlock? _latest;

    /// <summary>Opens the pipe and starts to read.</summary>
    /// <param name="arguments">Those of the ffmpeg.</param>
    /// <exception cref="IOException">Too many files are open.</exception>
    public ProgressPipe(IReadOnlyList<byte[]> arguments)
    {
        _parser = new ProgressParser(FfmpegArguments.CopiesVideo(arguments));
        (_read, _write) = OpenPipe();
        _thread = new Thread(Drain) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    /// <summary>The end that the command inherits; valid until <see cref="CloseWriteEnd"/>.</summary>
    public int WriteEnd => _write;

    /// <summary>The newest report; null before the first.</summary>
    public ProgressBlock? Latest
    {
        get
        {
            lock (_lock)
                return _latest;
        }
        private set
        {
            lock (_lock)
                _latest = value;
        }
    }

    /// <summary>Closes this process's own copy, once the command has it: the pipe then ends with the command.</summary>
    public void CloseWriteEnd()
    {
        if (_write >= 0)
            close(_write);
        _write = -1;
    }

    /// <summary>The last report, after the command has ended; null if there was none.</summary>
    public ProgressBlock? Last()
    {
        CloseWriteEnd();
        _thread.Join(LongestWait);
        return Latest;
    }

    /// <summary>Closes this process's copy of the write end. The thread closes the other one when the pipe ends.</summary>
    public void Dispose() => CloseWriteEnd();

    void Drain()
    {
        Span<byte> bytes = stackalloc byte[16 * 1024];
        while (true)
        {
            var count = read(_read, bytes, (nuint)bytes.Length);
            if (count > 0)
                Latest = _parser.Add(bytes[..(int)count]) ?? Latest;
            else if (count == 0 || Marshal.GetLastPInvokeError() != EINTR)
                break;
        }
        close(_read);
    }
}
