using System.Globalization;

namespace Wattd.Collectors.Gpu.Xids;

/// <summary>The XIDs of one GPU since the daemon started.</summary>
/// <param name="time">The monotonic clock, and the wall clock for when an XID was last seen.</param>
sealed class XidCounts(TimeProvider time)
{
    /// <summary>How many numbers that are not in <see cref="KnownXid"/> get a label of their own.</summary>
    public const int MostUnlisted = 16;

    /// <summary>The <c>xid</c> label of further numbers.</summary>
    public const string Other = "other";

    /// <summary>After a log message, the next one about the same XID comes this much later at the earliest.</summary>
    static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    readonly SortedDictionary<int, Entry> _entries = [];
    int _unlisted;
    bool _wasDown;
    SeenXid[]? _seen = [];

    /// <summary>All of them, by number; a new list only when something changes.</summary>
    public IReadOnlyList<SeenXid> Seen => _seen ??= [.. _entries.Values.Select(entry => entry.Seen)];

    /// <summary>Whether a log message is due about XIDs that were counted without one.</summary>
    public bool HasUnlogged { get; private set; }

    /// <summary>Counts one.</summary>
    /// <returns>What to log; null if one was logged within the last minute.</returns>
    public XidReport? Add(int number)
    {
        var entry = EntryOf(number);
        entry.Count++;
        entry.Number = number;
        entry.Last = Now();
        entry.IsOpen = true;
        _seen = null;
        return Report(entry);
    }

    /// <summary>What to log of the XIDs that were counted without a message at least a minute ago.</summary>
    public IEnumerable<XidReport> Overdue()
    {
        HasUnlogged = false;
        foreach (var entry in _entries.Values)
        {
            if (entry.Logged < entry.Count && Report(entry) is { } report)
                yield return report;
        }
    }

    /// <summary>
    /// Notes whether the GPU is up, as its driver says. One that was down and is up again was reset, or its driver was started again. A
    /// driver that does not answer says nothing: the XID may be the cause of that.
    /// </summary>
    /// <returns>Whether that changes anything.</returns>
    public bool Note(bool isUp)
    {
        if (!isUp)
        {
            _wasDown = true;
            return false;
        }
        if (!_wasDown)
            return false;
        _wasDown = false;
        var hasOpen = false;
        foreach (var entry in _entries.Values)
        {
            hasOpen |= entry.IsOpen;
            entry.IsOpen = false;
        }
        if (hasOpen)
            _seen = null;
        return hasOpen;
    }

    XidReport? Report(Entry entry)
    {
        if (entry.LoggedAt is { } before && time.GetElapsedTime(before) < LogInterval)
        {
            HasUnlogged = true;
            return null;
        }
        (entry.LoggedAt, entry.Logged) = (time.GetTimestamp(), entry.Count);
        return new XidReport(entry.Number, entry.Count);
    }

    Entry EntryOf(int number)
    {
        if (_entries.TryGetValue(number, out var known))
            return known;
        var isListed = KnownXid.Find(number) is not null || number == KnownXid.Unknown;
        if (!isListed && _unlisted == MostUnlisted)
            return _entries.TryGetValue(int.MaxValue, out var other) ? other : _entries[int.MaxValue] = new Entry(number, Other);
        if (!isListed)
            _unlisted++;
        return _entries[number] = new Entry(number, number == KnownXid.Unknown ? "unknown" : number.ToString(CultureInfo.InvariantCulture));
    }

#pragma warning disable RS0030 // A point in time, which an operator compares with the kernel log.
    DateTimeOffset Now() => time.GetUtcNow();
#pragma warning restore RS0030

    sealed class Entry(int number, string label)
    {
        readonly (string Meaning, string Cure) _text = label == Other
            ? ("further numbers that wattd does not know", "the kernel log has them: journalctl -k -g Xid") : KnownXid.Describe(number);
        readonly bool _isCritical = KnownXid.Find(number) is { IsCritical: true };

        /// <summary>The number that was reported last.</summary>
        public int Number = number;
        public long Count, Logged;
        public long? LoggedAt;
        public DateTimeOffset Last;
        public bool IsOpen;

        public SeenXid Seen => new(label, _text.Meaning, _text.Cure, _isCritical, Count, Last, IsOpen);
    }
}

/// <summary>A log message about an XID.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Count">How often the GPU has reported it since the daemon started.</param>
readonly record struct XidReport(int Number, long Count);
