using Microsoft.Win32.SafeHandles;
using Wattd.Linux;

namespace Wattd.Collectors.Encodes.Cgroups;

/// <summary>
/// A cgroup that is followed as an encode, from its birth to its removal. Its files are opened once. Two threads read it, one at
/// a time: the sampler, and the one that waits for events, which reads the last use before the directory goes.
/// </summary>
sealed class Cgroup : IDisposable
{
    readonly CpuStatFile _stat;
    readonly SafeFileHandle? _events;
    ulong _read, _taken;
    bool _wasEmptied, _hasRun, _isLeft;

    Cgroup(string path, ulong id, FoundBy foundBy, CpuStatFile stat, SafeFileHandle? events) =>
        (Path, Id, FoundBy, _stat, _events) = (path, id, foundBy, stat, events);

    public string Path { get; }

    public ulong Id { get; }

    public FoundBy FoundBy { get; }

    /// <summary>Whether there are processes in it.</summary>
    public bool IsPopulated { get; private set; }

    /// <summary>The number of its watch, of which every change of that is an event, after which it is read; null if it has none.</summary>
    public int? Watch { get; set; }

    /// <summary>Whether it has been removed, or is followed no longer.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Whether it was removed before its use after the last read could be read.</summary>
    public bool HasLostTail { get; private set; }

    /// <summary>Opens a cgroup; null if it is gone, may not be read, or no descriptor is free.</summary>
    /// <param name="tree">The hierarchy.</param>
    /// <param name="path">Its path.</param>
    /// <param name="foundBy">Why it is an encode.</param>
    /// <param name="isNew">Whether it has just been created, so that all it has used is of this window.</param>
    public static Cgroup? Open(CgroupTree tree, string path, FoundBy foundBy, bool isNew)
    {
        if (tree.IdOf(path) is not { } id || CpuStatFile.Open(tree.Folder(path)) is not { } stat)
            return null;
        var cgroup = new Cgroup(path, id, foundBy, stat, OpenEvents(tree.FileIn(path, "cgroup.events")));
        if (stat.Read() is not { } use)
        {
            cgroup.Dispose();
            return null;
        }
        (cgroup._read, cgroup._taken) = (use, isNew ? 0 : use);
        cgroup.IsPopulated = cgroup.ReadPopulated();
        return cgroup;
    }

    /// <summary>Reads its use, and whether there are processes in it.</summary>
    public void Refresh()
    {
        if (IsGone)
            return;
        var isPopulated = ReadPopulated();
        if (!ReadUse() && !isPopulated)
            Remove();
        _wasEmptied |= IsPopulated && !isPopulated;
        _hasRun |= IsPopulated || isPopulated;
        IsPopulated = isPopulated;
    }

    /// <summary>Reads its use, and the rest only if there is no event for it: most of what a tick costs is reading these files.</summary>
    public void RefreshUse()
    {
        if (Watch is null || (!IsGone && !ReadUse()))
            Refresh();
    }

    /// <summary>Records that its directory has been removed.</summary>
    public void Remove()
    {
        if (IsGone)
            return;
        // What it used between the last read and its end is lost, unless it was read when its last process had ended.
        HasLostTail = IsPopulated;
        _hasRun |= IsPopulated;
        (IsGone, IsPopulated) = (true, false);
    }

    /// <summary>Records that it is followed no longer, although it is there.</summary>
    /// <param name="isHeld">Whether one that holds it is followed instead.</param>
    public void Abandon(bool isHeld)
    {
        Refresh();
        _hasRun |= IsPopulated;
        (IsGone, IsPopulated, _isLeft) = (true, false, isHeld);
    }

    /// <summary>What it has used since it was taken, in microseconds.</summary>
    public ulong Pending => _read - _taken;

    /// <summary>Adds what is known from its parent to what it has used.</summary>
    public void AddTail(ulong use) => _read += use;

    /// <summary>What it has used since the last call.</summary>
    public CgroupUse Take()
    {
        var state = _isLeft ? CgroupState.Left : IsGone ? CgroupState.Gone : !IsPopulated ? CgroupState.Empty : _wasEmptied ? CgroupState.Repopulated : CgroupState.Populated;
        var used = Pending;
        var hasRun = _hasRun || IsPopulated;
        (_taken, _wasEmptied, _hasRun) = (_read, false, false);
        return new CgroupUse(Path, Id, FoundBy, used, state) { HasRun = hasRun };
    }

    public void Dispose()
    {
        _stat.Dispose();
        _events?.Dispose();
    }

    bool ReadUse()
    {
        if (_stat.Read() is not { } use)
            return false;
        _read = Math.Max(_read, use);
        return true;
    }

    /// <summary>A directory without the file, or that is gone, cannot say: then it is populated as long as it exists.</summary>
    bool ReadPopulated()
    {
        if (_events is null)
            return true;
        Span<byte> buffer = stackalloc byte[256];
        try
        {
            return buffer[..RandomAccess.Read(_events, buffer, 0)].IndexOf("populated 0"u8) < 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static SafeFileHandle? OpenEvents(string file)
    {
        try
        {
            return KernelFile.OpenRead(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
