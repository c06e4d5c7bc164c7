using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using static Wattd.Linux.Sched;

namespace Wattd.Tests.Support;

/// <summary>Advances the processor time of planted cgroups, a thousand times a second, each at its own number of processors.</summary>
sealed class MovingCgroups : IDisposable
{
    readonly PlantedCgroups _planted;
    readonly List<(SafeFileHandle File, double Cores)> _files = [];
    readonly Thread _thread;
    volatile bool _isStopping;

    public MovingCgroups(PlantedCgroups planted)
    {
        _planted = planted;
        _thread = new Thread(Run) { IsBackground = true, Name = "moving cgroups" };
    }

    /// <summary>Adds a cgroup; the empty path is the whole machine. Only before <see cref="Start"/>.</summary>
    public MovingCgroups Add(string path, double cores)
    {
        _planted.SetUse(path, 0);
        _files.Add((File.OpenHandle(Path.Combine(_planted.Folder(path), "cpu.stat"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite), cores));
        return this;
    }

    public MovingCgroups Start()
    {
        _thread.Start();
        return this;
    }

    public void Dispose()
    {
        _isStopping = true;
        if (_thread.IsAlive)
            _thread.Join();
        foreach (var (file, _) in _files)
            file.Dispose();
    }

    void Run()
    {
        var priority = 1;
        _ = sched_setscheduler(0, SCHED_FIFO, in priority);
        var start = Stopwatch.GetTimestamp();
        while (!_isStopping)
        {
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            foreach (var (file, cores) in _files)
                RandomAccess.Write(file, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"usage_usec {(ulong)(elapsed * cores):D20}\n")), 0);
            Thread.Sleep(1);
        }
    }
}
