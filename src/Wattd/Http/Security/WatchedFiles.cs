namespace Wattd.Http.Security;

/// <summary>Files with the stamps that they had at one moment.</summary>
/// <param name="paths">The files.</param>
/// <param name="stampOf">Takes the stamp of a file.</param>
sealed class WatchedFiles(IEnumerable<string> paths, Func<string, FileStamp> stampOf)
{
    readonly Dictionary<string, FileStamp> _stamps = paths.Distinct().ToDictionary(path => path, stampOf);

    /// <summary>Whether one of them is another file now.</summary>
    public bool HaveChanged
    {
        get
        {
            foreach (var (path, stamp) in _stamps)
            {
                if (stampOf(path) != stamp)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Whether one of them had changed within the last moments.</summary>
    public bool AreWithin(TimeSpan span) => _stamps.Values.Any(stamp => stamp.IsWithin(span));

    /// <summary>The same files with the stamps of now.</summary>
    public WatchedFiles Now() => new(_stamps.Keys, stampOf);

    /// <summary>Whether these are all of some files.</summary>
    public bool Include(IEnumerable<string> others) => others.All(_stamps.ContainsKey);
}
