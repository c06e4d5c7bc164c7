using System.Runtime.InteropServices;
using System.Text;
using Wattd.Linux;
using static Wattd.Linux.Errno;
using static Wattd.Linux.Inotify;
using static Wattd.Linux.Poll;
using static Wattd.Linux.Unistd;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// Waits for events of cgroups, on a thread of its own: inotify tells at once when a cgroup is created or removed, and when its
/// last process has ended (<c>cgroup.events</c>; cgroup-v2.rst, "[Un]populated Notification"). It is not recursive, so each
/// directory has a watch. On cgroups, a watch stays when what it watches is removed: the kernel does not end it, as it does
/// elsewhere, so <see cref="Remove"/> must.
/// </summary>
sealed class CgroupWatch : IDisposable
{
    // A watch takes about 1 KiB of the kernel's memory.
    const int MostWatches = 8192;

    readonly Action<CgroupEvent> _happened;
    readonly int _inotify, _stopRead, _stopWrite;
    readonly Thread? _thread;
    // Watches are added on any thread, and those that the kernel has ended are removed on that of the events.
    readonly HashSet<int> _watches = [];

    /// <summary>Starts the thread, if the kernel grants an inotify instance.</summary>
    /// <param name="happened">Called with each event, on that thread.</param>
    public CgroupWatch(Action<CgroupEvent> happened)
    {
        _happened = happened;
        _inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (_inotify < 0)
        {
            Complaint = Marshal.GetLastPInvokeErrorMessage();
            return;
        }
        try
        {
            (_stopRead, _stopWrite) = OpenPipe();
            var thread = new Thread(Run) { IsBackground = true, Name = "cgroup events" };
            thread.Start();
            _thread = thread;
        }
        // The runtime says the second where it has no descriptor for a thread.
        catch (Exception e) when (e is IOException or OutOfMemoryException)
        {
            Complaint = KernelFile.OutOfDescriptors;
            CloseAll();
        }
    }

    /// <summary>Whether it waits for events; else <see cref="Complaint"/> says why not.</summary>
    public bool IsWatching => _thread is not null;

    /// <summary>Why a cgroup is not watched; null while all are.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Forgets <see cref="Complaint"/>, unless it waits for no events at all.</summary>
    public void ForgetComplaint()
    {
        if (IsWatching)
            Complaint = null;
    }

    /// <summary>Watches for what is created and removed in a directory.</summary>
    /// <returns>The number of the watch; null if there is none, and <see cref="Complaint"/> says why.</returns>
    public int? AddFolder(string path) => Add(path, IN_CREATE | IN_DELETE | IN_ONLYDIR | IN_DONT_FOLLOW);

    /// <summary>Watches for changes of a file.</summary>
    /// <returns><inheritdoc cref="AddFolder"/></returns>
    public int? AddFile(string path) => Add(path, IN_MODIFY | IN_DONT_FOLLOW);

    /// <summary>Ends a watch, if the kernel has not.</summary>
    public void Remove(int watch)
    {
        lock (_watches)
        {
            if (_watches.Remove(watch))
                _ = inotify_rm_watch(_inotify, watch);
        }
    }

    /// <summary>How many watches there are.</summary>
    public int Count
    {
        get
        {
            lock (_watches)
                return _watches.Count;
        }
    }

    public void Dispose()
    {
        if (_thread is null)
            return;
        _ = write(_stopWrite, [0], 1);
        // An event that is being handled may need a lock that the caller holds; it never takes long.
        _thread.Join();
        CloseAll();
    }

    void CloseAll()
    {
        close(_inotify);
        if (_stopRead == 0)
            return;
        close(_stopRead);
        close(_stopWrite);
    }

    int? Add(string path, uint mask)
    {
        if (_thread is null)
            return null;
        lock (_watches)
        {
            if (_watches.Count >= MostWatches)
            {
                Complaint = $"there are {MostWatches} watches already";
                return null;
            }
            var watch = inotify_add_watch(_inotify, path, mask);
            if (watch >= 0)
            {
                _watches.Add(watch);
                return watch;
            }
        }
        if (Marshal.GetLastPInvokeError() is not (ENOENT or ENOTDIR or ENODEV))
            Complaint = Marshal.GetLastPInvokeErrorMessage();
        return null;
    }

    void Run()
    {
        Span<byte> buffer = stackalloc byte[16 * 1024];
        Span<PollFd> ready = stackalloc PollFd[2];
        while (true)
        {
            (ready[0].Descriptor, ready[1].Descriptor) = (_inotify, _stopRead);
            (ready[0].Events, ready[1].Events) = (POLLIN, POLLIN);
            if (poll(ref ready[0], 2, -1) < 0)
                continue;
            if (ready[1].ReturnedEvents != 0)
                return;
            var length = read(_inotify, buffer, (nuint)buffer.Length);
            for (var rest = length > 0 ? buffer[..(int)length] : []; !rest.IsEmpty;)
                rest = Handle(rest);
        }
    }

    Span<byte> Handle(Span<byte> events)
    {
        var head = MemoryMarshal.Read<Event>(events);
        var size = Marshal.SizeOf<Event>();
        var name = events.Slice(size, (int)head.Length);
        var kind = (head.Mask & IN_Q_OVERFLOW) != 0 ? CgroupEventKind.Lost
            : (head.Mask & IN_IGNORED) != 0 ? CgroupEventKind.Unwatched
            : (head.Mask & IN_MODIFY) != 0 ? CgroupEventKind.Changed
            : (head.Mask & IN_ISDIR) == 0 ? (CgroupEventKind?)null
            : (head.Mask & IN_CREATE) != 0 ? CgroupEventKind.Created
            : CgroupEventKind.Removed;
        if (kind == CgroupEventKind.Unwatched)
        {
            lock (_watches)
                _watches.Remove(head.Watch);
        }
        if (kind is { } happened)
            _happened(new CgroupEvent(happened, head.Watch, name.IsEmpty ? "" : Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)])));
        return events[(size + (int)head.Length)..];
    }
}

/// <summary>Something that has happened to a cgroup.</summary>
/// <param name="Kind">What.</param>
/// <param name="Watch">The number of the watch.</param>
/// <param name="Name">The name of what was created or removed in the watched directory.</param>
readonly record struct CgroupEvent(CgroupEventKind Kind, int Watch, string Name);

/// <summary>What can happen to a cgroup.</summary>
enum CgroupEventKind
{
    /// <summary>It was created in a watched directory.</summary>
    Created,

    /// <summary>It was removed from a watched directory.</summary>
    Removed,

    /// <summary>A watched file has changed.</summary>
    Changed,

    /// <summary>A watch has ended.</summary>
    Unwatched,

    /// <summary>Events were lost, because there were too many.</summary>
    Lost,
}
